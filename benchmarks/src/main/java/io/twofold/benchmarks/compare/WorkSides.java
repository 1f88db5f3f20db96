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
import org.jspecify.annotations.Nullable;

/** A Redis of its own, and contestants on it with a process each, all alive at the same time. */
final class SideProcesses implements AutoCloseable {
    private final Processors processors = Processors.here();
    private final List<String> options;
    private final EmbeddedRedis redis = EmbeddedRedis.start();
    private final RedisAdmin admin = RedisAdmin.of(redis);
    private final Map<Contestant, SideProcess> running = new EnumMap<>(Contestant.class);

    /** @param options of each JVM */
    SideProcesses(List<String> options) {
        this.options = options;
        processors.keepRedis(redis.pid());
    }

    /** Has those who do the work hold what it needs, in their order; others that were there are ended. */
    List<SideProcess> open(Work work, int bytes) {
        List<Contestant> contestants = work.contestants();
        for (Contestant other : List.copyOf(running.keySet())) {
            if (!contestants.contains(other)) {
                Objects.requireNonNull(running.remove(other)).close();
            }
        }
        List<SideProcess> opened = new ArrayList<>();
        for (Contestant contestant : contestants) {
            SideProcess process =
                    running.computeIfAbsent(contestant, one -> new SideProcess(one, processors.launcher(), options));
            process.beginOpening(redis.uri(), work, bytes);
            opened.add(process);
        }
        opened.forEach(SideProcess::awaitOpened);
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
        running.values().forEach(SideProcess::close);
        admin.close();
        redis.close();
    }
}
