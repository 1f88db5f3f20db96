package io.twofold.redis;

import io.twofold.spi.Head;
import io.twofold.spi.Position;
import io.twofold.spi.ReadReply;
import io.twofold.spi.ReadRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
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
    private static final int WORDS = 7;

    private final KeyLayout layout;
    private final ServerClock clock;
    private final List<ReadRequest> requests;
    /** Of the entries, in the order of the requests, and then of the controls. */
    private final String[] names;

    private final long now = System.nanoTime();

    /** What the control of a shard says that matters here. */
    private record Control(Head head, long floor) {}

    private static final Control UNKNOWN = new Control(new Head(0, Position.NONE, ""), 0);

    Look(KeyLayout layout, ServerClock clock, List<ReadRequest> requests) {
        this.layout = layout;
        this.clock = clock;
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
    List<Optional<ReadReply>> replies(Map<String, byte[]> found) {
        Control[] controls = new Control[requests.get(0).key().shard() + 1];
        List<Optional<ReadReply>> replies = new ArrayList<>(requests.size());
        for (int i = 0; i < names.length && i < requests.size(); i++) {
            ReadRequest request = requests.get(i);
            int shard = request.key().shard();
            if (shard >= controls.length) {
                controls = Arrays.copyOf(controls, shard + 1);
            }
            if (controls[shard] == null) {
                controls[shard] = control(shard, found.get(layout.control(shard)));
            }
            replies.add(reply(request, controls[shard], found.get(names[i])));
        }
        return replies;
    }

    @SuppressWarnings("ReferenceEquality") // there is one that is unknown
    private Optional<ReadReply> reply(ReadRequest request, Control control, byte @Nullable [] stored) {
        if (control == UNKNOWN) {
            return Optional.empty();
        }
        if (stored == null) {
            boolean isAbsent = request.mode() == ReadRequest.Mode.PEEK
                    && request.guard().epoch() <= control.head.position().epoch();
            return isAbsent ? Optional.of(new ReadReply.Absent(control.head)) : Optional.empty();
        }
        return StoredPrefix.isWithoutTags(stored) ? hit(request, control, stored) : Optional.empty();
    }

    private Optional<ReadReply> hit(ReadRequest request, Control control, byte[] stored) {
        long remainingMillis = StoredPrefix.keptUntilMillis(stored)
                - StoredPrefix.staleMillis(stored)
                - clock.millis(request.key().shard(), now);
        long needed = request.mode() == ReadRequest.Mode.REFRESH ? request.freshMillis() : 0;
        ReadReply.Hit hit = Replies.hit(control.head, stored, remainingMillis);
        Position filledAt = hit.filledAt();
        boolean isCurrent = filledAt.epoch() == control.head.position().epoch()
                && filledAt.seq() >= control.floor
                && !filledAt.isBefore(request.guard());
        return isCurrent && remainingMillis > needed ? Optional.of(hit) : Optional.empty();
    }

    /** {@link #UNKNOWN} if it is missing, or anybody's. */
    private static Control control(int shard, byte @Nullable [] stored) {
        if (stored == null) {
            return UNKNOWN;
        }
        String[] words = new String(stored, StandardCharsets.UTF_8).split(" ", WORDS);
        try {
            Position position = new Position(Long.parseLong(words[0]), Long.parseLong(words[1]));
            return new Control(new Head(shard, position, words[WORDS - 1]), Long.parseLong(words[2]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return UNKNOWN;
        }
    }
}
