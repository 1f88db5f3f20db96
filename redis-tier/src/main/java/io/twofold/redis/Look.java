package io.twofold.redis;

import io.twofold.redis.Controls.Control;
import io.twofold.spi.Position;
import io.twofold.spi.ReadReply;
import io.twofold.spi.ReadRequest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    /** Of the entries, in the order of the requests, and then of the controls. */
    private final String[] names;

    private final long now = System.nanoTime();

    Look(KeyLayout layout, ServerClock clock, Controls controls, List<ReadRequest> requests) {
        this.layout = layout;
        this.clock = clock;
        this.controls = controls;
        this.requests = requests;
        this.names = names();
    }

    private String[] names() {
        BitSet shards = new BitSet();
        requests.forEach(request -> shards.set(request.key().shard()));
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

    /** What to ask for. */
    String[] asked() {
        return names;
    }

    /**
     * What can be told of the requests, in their order.
     *
     * @param found what the server has of what was asked for
     */
    List<Optional<ReadReply>> replies(Map<String, ?> found) {
        List<Optional<ReadReply>> replies = new ArrayList<>(requests.size());
        Map<Integer, Optional<Control>> ofShards = new HashMap<>();
        Optional<Control> control = Optional.empty();
        int shard = -1;
        for (int i = 0; i < requests.size(); i++) {
            ReadRequest request = requests.get(i);
            if (request.key().shard() != shard) {
                shard = request.key().shard();
                control = ofShards.computeIfAbsent(
                        shard, number -> Optional.ofNullable(controls.read(number, found.get(layout.control(number)))));
            }
            replies.add(control.isEmpty() ? Optional.empty() : reply(request, control.get(), found.get(names[i])));
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
