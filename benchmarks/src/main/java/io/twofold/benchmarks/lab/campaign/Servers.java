package io.twofold.benchmarks.lab.campaign;

import io.twofold.testkit.Await;
import io.twofold.testkit.EmbeddedCluster;
import io.twofold.testkit.EmbeddedRedis;
import io.twofold.testkit.EmbeddedSentinel;
import io.twofold.testkit.RedisAdmin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The server processes, of whichever topology. */
final class Servers implements AutoCloseable {
    private final @Nullable EmbeddedRedis single;
    private final @Nullable EmbeddedSentinel sentinel;
    private final @Nullable EmbeddedCluster cluster;

    private Servers(
            @Nullable EmbeddedRedis single, @Nullable EmbeddedSentinel sentinel, @Nullable EmbeddedCluster cluster) {
        this.single = single;
        this.sentinel = sentinel;
        this.cluster = cluster;
    }

    /**
     * How servers, and the cache on them, are set up.
     *
     * @param downAfterMillis after how long without an answer Sentinels take a server for dead
     * @param settings of each server that holds data, each name followed by its value
     * @param spec of the cache, beside what every campaign sets; may be empty
     */
    record Setup(int downAfterMillis, List<String> settings, String spec) {
        /** A primary that merely pauses isn't replaced: there would be two for a while. */
        static final Setup PATIENT = new Setup(2_000, List.of(), "");
    }

    static Servers start(Topology topology, Setup setup) {
        String[] settings = setup.settings.toArray(String[]::new);
        return switch (topology) {
            case single -> new Servers(EmbeddedRedis.start(settings), null, null);
            case sentinel -> new Servers(null, watched(EmbeddedSentinel.start(2, settings), setup), null);
            case cluster -> new Servers(null, null, EmbeddedCluster.start());
        };
    }

    private static EmbeddedSentinel watched(EmbeddedSentinel started, Setup setup) {
        String millis = Integer.toString(setup.downAfterMillis);
        for (EmbeddedRedis each : started.sentinels()) {
            try (RedisAdmin admin = RedisAdmin.of(each)) {
                admin.command("SENTINEL", "SET", started.masterName(), "down-after-milliseconds", millis);
            }
        }
        return started;
    }

    EmbeddedSentinel sentinel() {
        EmbeddedSentinel there = sentinel;
        if (there == null) {
            throw new IllegalStateException("there are no Sentinels");
        }
        return there;
    }

    EmbeddedCluster cluster() {
        EmbeddedCluster there = cluster;
        if (there == null) {
            throw new IllegalStateException("there is no cluster");
        }
        return there;
    }

    /** Every server that holds data. */
    List<EmbeddedRedis> all() {
        return single != null
                ? List.of(single)
                : sentinel != null ? sentinel.servers() : cluster().servers();
    }

    /** Those that take writes now. */
    List<EmbeddedRedis> primaries() {
        return single != null
                ? List.of(single)
                : sentinel != null ? List.of(sentinel.primary()) : cluster().primaries();
    }

    /** Has a primary fail for good; another takes its place, and the old one becomes its replica. */
    void failover(EmbeddedRedis primary) {
        if (sentinel == null) {
            EmbeddedRedis replica = cluster().replicaOf(primary);
            primary.kill();
            Await.until("the replica took over", () -> cluster().primaries().contains(replica));
            primary.restart();
            cluster().awaitComplete();
            return;
        }
        primary.kill();
        sentinel.awaitFailoverFrom(primary);
        primary.restart();
        follow(primary, sentinel.primary().port());
    }

    /** Makes a server a replica of another. */
    static void follow(EmbeddedRedis server, int port) {
        try (RedisAdmin admin = RedisAdmin.of(server)) {
            admin.command("REPLICAOF", "127.0.0.1", Integer.toString(port));
        }
    }

    @Override
    public void close() {
        if (single != null) {
            single.close();
        }
        if (sentinel != null) {
            sentinel.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }
}
