package io.twofold.redis;

import io.twofold.redis.Controls.Control;
import io.twofold.spi.Position;
import io.twofold.spi.ReadReply;
import io.twofold.spi.ReadRequest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A look at entries and at the controls of their shards with one MGET, so all of one moment. It finds hits; whatever
 * else there is, a script has to find out. An entry with tags is no hit that it could see, since it doesn't ask for the
 * tags' floors.
 */
final class Look {
    private final KeyLayout layout;
    private final ServerClock clock;
    private final Controls controls;
    private final List<ReadRequest> requests;
    /** Those of which controls are asked for, behind the entries, in this order. */
    private final BitSet shards = new BitSet();

    private final long now = System.nanoTime();

    Look(KeyLayout layout, ServerClock clock, Controls controls, List<ReadRequest> requests) {
        this.layout = layout;
        this.clock = clock;
        this.controls = controls;
        this.requests = requests;
        for (ReadRequest request : requests) {
            shards.set(request.key().shard());
        }
    }

    /** What to ask for: the entries, in the order of the requests, and then the controls. */
    String[] asked() {
        String[] all = new String[requests.size() + shards.cardinality()];
        int next = 0;
        for (ReadRequest request : requests) {
            all[next++] = layout.entry(request.key());
        }
        for (int shard = shards.nextSetBit(0); shard >= 0; shard = shards.nextSetBit(shard + 1)) {
            all[next++] = layout.control(shard);
        }
        return all;
    }

    /**
     * What can be told of the requests, in their order.
     *
     * @param found what the server has of what was asked for, in that order
     */
    List<Optional<ReadReply>> replies(List<@Nullable Object> found) {
        if (found.size() != requests.size() + shards.cardinality()) {
            return Collections.nCopies(requests.size(), Optional.empty());
        }
        @Nullable Control[] ofShards = new Control[shards.length()];
        int next = requests.size();
        for (int shard = shards.nextSetBit(0); shard >= 0; shard = shards.nextSetBit(shard + 1)) {
            ofShards[shard] = controls.read(shard, found.get(next++));
        }
        List<Optional<ReadReply>> replies = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            ReadRequest request = requests.get(i);
            Control control = ofShards[request.key().shard()];
            replies.add(control == null ? Optional.empty() : reply(request, control, found.get(i)));
        }
        return replies;
    }

    private Optional<ReadReply> reply(ReadRequest request, Control control, @Nullable Object found) {
        if (found == null) {
            boolean isAbsent = request.mode() == ReadRequest.Mode.PEEK
                    && request.guard().epoch() <= control.head().position().epoch();
            return isAbsent ? Optional.of(new ReadReply.Absent(control.head())) : Optional.empty();
        }
        return found instanceof SeenEntry entry && isHit(request, control, entry)
                ? Optional.of(new ReadReply.Hit(
                        control.head(),
                        entry.filledAt(),
                        entry.envelope(),
                        new ReadReply.Life(entry.ttlMillis(), remainingMillis(request, entry), entry.staleMillis()),
                        List.of()))
                : Optional.empty();
    }

    private boolean isHit(ReadRequest request, Control control, SeenEntry entry) {
        Position filledAt = entry.filledAt();
        long needed = request.mode() == ReadRequest.Mode.REFRESH ? request.freshMillis() : 0;
        return filledAt.epoch() == control.head().position().epoch()
                && filledAt.seq() >= control.floor()
                && !filledAt.isBefore(request.guard())
                && remainingMillis(request, entry) > needed;
    }

    private long remainingMillis(ReadRequest request, SeenEntry entry) {
        return entry.keptUntilMillis()
                - entry.staleMillis()
                - clock.millis(request.key().shard(), now);
    }
}
