package io.twofold.testkit;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A primary and its replicas, watched over by three Sentinels that take a server for dead after half a second without
 * an answer: what a client of {@code useSentinelServers()} connects to.
 *
 * <p>Safe for use by many threads.
 */
public final class EmbeddedSentinel implements AutoCloseable {
    private static final int SENTINELS = 3;
    private static final String MASTER_NAME = "primary";

    private final EmbeddedReplication replication;
    private final List<EmbeddedRedis> sentinels = new ArrayList<>();

    private EmbeddedSentinel(EmbeddedReplication replication) {
        this.replication = replication;
    }

    /**
     * Starts everything, and waits until the Sentinels know of each other and of the replicas.
     *
     * @param replicas how many
     * @param settings further settings of each server
     */
    public static EmbeddedSentinel start(int replicas, String... settings) {
        EmbeddedSentinel started = new EmbeddedSentinel(EmbeddedReplication.start(replicas, settings));
        try {
            for (int i = 0; i < SENTINELS; i++) {
                started.sentinels.add(EmbeddedRedis.startSentinel(
                        configuration(started.replication.primary().port())));
            }
            for (EmbeddedRedis sentinel : started.sentinels) {
                Await.until(
                        "the Sentinel at " + sentinel.port() + " knows of everyone",
                        () -> knows(sentinel, "SENTINELS", SENTINELS - 1) && knows(sentinel, "REPLICAS", replicas));
            }
            return started;
        } catch (RuntimeException | AssertionError e) {
            started.close();
            throw e;
        }
    }

    private static String configuration(int primaryPort) {
        return """
                sentinel monitor %1$s 127.0.0.1 %2$d 2
                sentinel down-after-milliseconds %1$s 500
                sentinel failover-timeout %1$s 5000
                sentinel parallel-syncs %1$s 2
                """.formatted(MASTER_NAME, primaryPort);
    }

    private static boolean knows(EmbeddedRedis sentinel, String kind, int expected) {
        try (RedisAdmin admin = RedisAdmin.of(sentinel)) {
            return admin.list("SENTINEL", kind, MASTER_NAME).size() == expected;
        }
    }

    /** What the Sentinels call the primary, whichever server it is. */
    public String masterName() {
        return MASTER_NAME;
    }

    /** The URIs of the Sentinels. */
    public List<String> uris() {
        return sentinels.stream().map(EmbeddedRedis::uri).toList();
    }

    /** The Sentinels. */
    public List<EmbeddedRedis> sentinels() {
        return List.copyOf(sentinels);
    }

    /** Every server, primary or replica. */
    public List<EmbeddedRedis> servers() {
        return replication.servers();
    }

    /** The server that the Sentinels name as the primary. */
    public EmbeddedRedis primary() {
        int port = sentinels.stream()
                .map(EmbeddedSentinel::primaryPort)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no Sentinel answers"));
        return servers().stream()
                .filter(server -> server.port() == port)
                .findFirst()
                .orElseThrow();
    }

    private static Optional<Integer> primaryPort(EmbeddedRedis sentinel) {
        try (RedisAdmin admin = RedisAdmin.of(sentinel)) {
            List<?> address = admin.list("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER_NAME);
            return Optional.of(Integer.parseInt((String) address.get(1)));
        } catch (UncheckedIOException e) {
            return Optional.empty(); // it may have been killed; another is asked
        }
    }

    /** Every server but the primary. */
    public List<EmbeddedRedis> replicas() {
        EmbeddedRedis primary = primary();
        return servers().stream().filter(server -> server != primary).toList();
    }

    /** Waits until the running replicas have all that the first primary has. Only before a failover. */
    public void awaitSync() {
        replication.awaitSync();
    }

    /** Waits until every Sentinel names another primary than this, and that one takes itself for one. */
    public void awaitFailoverFrom(EmbeddedRedis old) {
        Await.until(
                "the Sentinels have another primary",
                () -> sentinels.stream()
                        .filter(EmbeddedRedis::isRunning)
                        .map(EmbeddedSentinel::primaryPort)
                        .allMatch(port -> port.isPresent() && port.get() != old.port()));
        Await.until("it takes itself for one", () -> {
            try (RedisAdmin admin = RedisAdmin.of(primary())) {
                return "master".equals(admin.info("replication").get("role"));
            }
        });
    }

    /** Ends every process. Idempotent. */
    @Override
    public void close() {
        sentinels.forEach(EmbeddedRedis::close);
        replication.close();
    }
}
