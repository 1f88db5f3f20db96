package io.twofold.redis;

import io.twofold.spi.Head;
import io.twofold.spi.Position;
import io.twofold.spi.ReadReply;
import io.twofold.spi.ReadRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
    private static final int WORDS = 7;

    private final KeyLayout layout;
    private final ServerClock clock;
    private final Map<String, byte[]> found;
    private final Map<Integer, Optional<Control>> controls = new HashMap<>();

    /** What the control of a shard says that matters here. */
    private record Control(Head head, long floor) {}

    /** @param found what the server has of the names */
    Look(KeyLayout layout, ServerClock clock, Map<String, byte[]> found) {
        this.layout = layout;
        this.clock = clock;
        this.found = found;
    }

    /** The names to ask for, of controls and entries. */
    static String[] names(KeyLayout layout, List<ReadRequest> requests) {
        if (requests.size() == 1) {
            ReadRequest one = requests.get(0);
            return new String[] {layout.control(one.key().shard()), layout.entry(one.key())};
        }
        List<String> names = new ArrayList<>();
        requests.stream()
                .mapToInt(request -> request.key().shard())
                .distinct()
                .forEach(shard -> names.add(layout.control(shard)));
        requests.forEach(request -> names.add(layout.entry(request.key())));
        return names.toArray(String[]::new);
    }

    /** The hit that a request asks for, if there is one. */
    Optional<ReadReply> hit(ReadRequest request) {
        byte[] stored = found.get(layout.entry(request.key()));
        if (stored == null || !StoredPrefix.isWithoutTags(stored)) {
            return Optional.empty();
        }
        int shard = request.key().shard();
        return controls.computeIfAbsent(shard, this::control).flatMap(control -> hit(request, control, stored));
    }

    private Optional<ReadReply> hit(ReadRequest request, Control control, byte[] stored) {
        long remainingMillis = StoredPrefix.keptUntilMillis(stored)
                - StoredPrefix.staleMillis(stored)
                - clock.millis(request.key().shard());
        long needed = request.mode() == ReadRequest.Mode.REFRESH ? request.freshMillis() : 0;
        ReadReply.Hit hit = Replies.hit(control.head, stored, remainingMillis);
        Position filledAt = hit.filledAt();
        boolean isCurrent = filledAt.epoch() == control.head.position().epoch()
                && filledAt.seq() >= control.floor
                && !filledAt.isBefore(request.guard());
        return isCurrent && remainingMillis > needed ? Optional.of(hit) : Optional.empty();
    }

    /** Empty if it is missing, or anybody's. */
    private Optional<Control> control(int shard) {
        byte @Nullable [] stored = found.get(layout.control(shard));
        if (stored == null) {
            return Optional.empty();
        }
        String[] words = new String(stored, StandardCharsets.UTF_8).split(" ", WORDS);
        try {
            Position position = new Position(Long.parseLong(words[0]), Long.parseLong(words[1]));
            return Optional.of(new Control(new Head(shard, position, words[WORDS - 1]), Long.parseLong(words[2])));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
