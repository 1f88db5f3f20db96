package io.twofold.redis;

import io.twofold.redis.ScriptRunner.Call;
import io.twofold.spi.Change;
import io.twofold.spi.Invalidation;
import io.twofold.spi.NewEntry;
import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change as a call of its script, and what the script's reply says of it. */
final class ChangeCall {
    private static final String NONE = "";

    private final KeyLayout layout;
    private final Change change;
    private final List<String> keys = new ArrayList<>();
    private final List<Object> arguments = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();

    ChangeCall(KeyLayout layout, RemoteCache cache, String announcementChannel, Change change) {
        this.layout = layout;
        this.change = change;
        keys.add(layout.control(change.shard()));
        keys.add(layout.log(change.shard()));
        keys.add(layout.tags(change.shard()));
        arguments.add(change.kind().name().substring(0, 1));
        arguments.add(change.nonce());
        arguments.add(Integer.toString(change.shard()));
        arguments.add(announcementChannel);
        arguments.add(Integer.toString(cache.logLength()));
        NewEntry entry = entry();
        if (entry != null) {
            with(Long.toString(entry.ttlMillis() + entry.staleMillis()), entry.envelope());
        } else {
            with("0", NONE);
        }
        if (change instanceof Change.BeginWrite begin) {
            with("B", begin.token(), Long.toString(begin.guardMillis()));
        } else if (change instanceof Change.EndWrite end) {
            with("E", end.token(), "0");
        } else if (change instanceof Change.EndWriteStoring end) {
            with("S", end.token(), end.begunAt().toString());
        } else {
            with(NONE, NONE, "0");
        }
        Object prefix = entry != null ? StoredPrefix.toBytes(entry) : NONE;
        with(prefix);
        if (change instanceof Change.InvalidateTags invalidate) {
            invalidate.tags().forEach(this::addTag);
        } else {
            change.keys().forEach(this::add);
        }
    }

    private void addTag(String tag) {
        arguments.add(NONE);
        arguments.add(tag);
        ids.add(tag);
    }

    private void with(Object... more) {
        arguments.addAll(List.of(more));
    }

    private @Nullable NewEntry entry() {
        if (change instanceof Change.Put put) {
            return put.entry();
        }
        return change instanceof Change.EndWriteStoring end ? end.entry() : null;
    }

    private void add(RemoteKey key) {
        keys.add(layout.entry(key));
        keys.add(layout.lease(key));
        keys.add(layout.guards(key));
        arguments.add(key.name());
        arguments.add(key.id());
        ids.add(key.id());
    }

    Call call() {
        return Call.of(Scripts.CHANGE, keys, arguments.toArray());
    }

    Invalidation step(List<?> reply) {
        return new Invalidation(
                change.shard(),
                Replies.position(reply, 0),
                change.nonce(),
                Replies.text(reply.get(2)),
                Replies.kind(Replies.text(reply.get(3))),
                ids);
    }
}
