package io.twofold.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A primary and its replicas, each an {@link EmbeddedRedis}. Nobody watches over them: a replica becomes the primary
 * when {@link #promote} says so. To have the primary die, {@linkplain EmbeddedRedis#kill kill} it; to have it hang,
 * {@linkplain EmbeddedRedis#pause pause} it.
 *
 * <p>Safe for use by many threads.
 */
public final class EmbeddedReplication implements AutoCloseable {
    private static final List<String> SETTINGS = List.of(
            "--repl-diskless-sync",
            "yes",
            "--repl-diskless-sync-delay",
            "0",
            "--repl-ping-replica-period",
            "1",
            "--min-replicas-to-write",
            "0");
    /** A port at which nothing listens. */
    private static final String NOWHERE = "1";

    private final List<EmbeddedRedis> servers = new ArrayList<>();
    private EmbeddedRedis primary;

    private EmbeddedReplication(EmbeddedRedis primary) {
        this.primary = primary;
        servers.add(primary);
    }

    /**
     * Starts a primary and replicas, and waits until they are in step.
     *
     * @param replicas how many
     * @param settings further settings of each server
     */
    public static EmbeddedReplication start(int replicas, String... settings) {
        List<String> all = new ArrayList<>(SETTINGS);
        all.addAll(Arrays.asList(settings));
        String[] arguments = all.toArray(String[]::new);
        EmbeddedReplication replication = new EmbeddedReplication(EmbeddedRedis.start(arguments));
        try {
            for (int i = 0; i < replicas; i++) {
                EmbeddedRedis replica = EmbeddedRedis.start(arguments);
                replication.servers.add(replica);
                replication.attach(replica);
            }
            replication.awaitSync();
            return replication;
        } catch (RuntimeException | AssertionError e) {
            replication.close();
            throw e;
        }
    }

    /** The server that was started as the primary, or that was promoted last. */
    public synchronized EmbeddedRedis primary() {
        return primary;
    }

    /** Every server but the primary. */
    public synchronized List<EmbeddedRedis> replicas() {
        return servers.stream().filter(server -> server != primary).toList();
    }

    /** Every server. */
    public synchronized List<EmbeddedRedis> servers() {
        return List.copyOf(servers);
    }

    /** The URIs of every server. */
    public List<String> uris() {
        return servers().stream().map(EmbeddedRedis::uri).toList();
    }

    /** Cuts a replica off from its primary; it stays a replica, with what it has. */
    public void detach(EmbeddedRedis replica) {
        replicaOf(replica, "127.0.0.1", NOWHERE);
    }

    /** Makes a server a replica of the primary; what it has and the primary has not is lost. */
    public void attach(EmbeddedRedis server) {
        replicaOf(server, "127.0.0.1", Integer.toString(primary().port()));
    }

    /**
     * Makes a replica the primary, with what it has, and the other running replicas replicas of it. The old primary
     * is left as it is: if it still runs, there are two, until it is {@linkplain #attach attached}.
     */
    public void promote(EmbeddedRedis replica) {
        replicaOf(replica, "NO", "ONE");
        EmbeddedRedis old;
        synchronized (this) {
            old = primary;
            primary = replica;
        }
        replicas().stream()
                .filter(server -> server != old && server.isRunning())
                .forEach(this::attach);
    }

    private static void replicaOf(EmbeddedRedis server, String host, String port) {
        try (RedisAdmin admin = RedisAdmin.of(server)) {
            admin.command("REPLICAOF", host, port);
        }
    }

    /** Waits until every running replica has all that the primary has. */
    public void awaitSync() {
        for (EmbeddedRedis replica : replicas()) {
            if (replica.isRunning()) {
                Await.until("replica " + replica.port() + " is in step", () -> isInStep(replica));
            }
        }
    }

    private boolean isInStep(EmbeddedRedis replica) {
        try (RedisAdmin ofPrimary = RedisAdmin.of(primary());
                RedisAdmin ofReplica = RedisAdmin.of(replica)) {
            long written = Long.parseLong(ofPrimary.info("replication").getOrDefault("master_repl_offset", "0"));
            Map<String, String> state = ofReplica.info("replication");
            return "up".equals(state.get("master_link_status"))
                    && Long.parseLong(state.getOrDefault("slave_repl_offset", "-1")) >= written;
        }
    }

    /** Ends every server. Idempotent. */
    @Override
    public void close() {
        servers().forEach(EmbeddedRedis::close);
    }
}
