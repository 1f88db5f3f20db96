package io.twofold.benchmarks.compare;

import io.twofold.benchmarks.redis.Contestant;
import io.twofold.benchmarks.redis.Work;
import io.twofold.testkit.EmbeddedRedis;
import io.twofold.testkit.RedisAdmin;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A Redis of its own, and contestants on it, all alive at the same time. */
final class WorkSides implements AutoCloseable {
    private final Function<Contestant, WorkSide> starter;
    private final EmbeddedRedis redis = EmbeddedRedis.start();
    private final RedisAdmin admin = RedisAdmin.of(redis);
    private final Map<Contestant, WorkSide> running = new EnumMap<>(Contestant.class);

    /** @param starter of those who work on it */
    WorkSides(Function<Contestant, WorkSide> starter) {
        this.starter = starter;
        Processors.HERE.keepRedis(redis.pid());
    }

    /** Has those who do the work hold what it needs, in their order; others that were there are ended. */
    List<WorkSide> open(Work work, int bytes) {
        List<Contestant> contestants = work.contestants();
        for (Contestant other : List.copyOf(running.keySet())) {
            if (!contestants.contains(other)) {
                Objects.requireNonNull(running.remove(other)).close();
            }
        }
        List<WorkSide> opened = new ArrayList<>();
        for (Contestant contestant : contestants) {
            WorkSide side = running.computeIfAbsent(contestant, starter);
            side.beginOpening(redis.uri(), work, bytes);
            opened.add(side);
        }
        opened.forEach(WorkSide::awaitOpened);
        return opened;
    }

    /** The processor time that Redis has used so far, in microseconds: all of it, what networking costs included. */
    double serverMicros() {
        Map<String, String> told = admin.info("cpu");
        return 1e6 * (seconds(told.get("used_cpu_sys")) + seconds(told.get("used_cpu_user")));
    }

    private static double seconds(@Nullable String told) {
        return Double.parseDouble(Objects.requireNonNull(told, "Redis doesn't tell"));
    }

    @Override
    public void close() {
        running.values().forEach(WorkSide::close);
        admin.close();
        redis.close();
    }
}
