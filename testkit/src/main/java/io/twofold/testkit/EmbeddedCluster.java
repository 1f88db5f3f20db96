package io.twofold.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A Redis Cluster of three primaries with a replica each, on the loopback interface. A primary that is killed is
 * replaced by its replica within a few seconds.
 *
 * <p>Safe for use by many threads.
 */
public final class EmbeddedCluster implements AutoCloseable {
    /** How many slots every cluster has. */
    public static final int SLOTS = 16_384;

    private static final int PRIMARIES = 3;
    private static final List<String> SETTINGS = List.of(
            "--cluster-enabled",
            "yes",
            "--cluster-node-timeout",
            "1000",
            "--cluster-replica-validity-factor",
            "0",
            "--cluster-allow-replica-migration",
            "no",
            "--repl-diskless-sync",
            "yes",
            "--repl-diskless-sync-delay",
            "0",
            "--repl-ping-replica-period",
            "1");

    private final List<EmbeddedRedis> servers = new ArrayList<>();

    private EmbeddedCluster() {}

    /**
     * Starts a cluster, and waits until it is complete.
     *
     * @param settings further settings of each server
     */
    public static EmbeddedCluster start(String... settings) {
        EmbeddedCluster cluster = new EmbeddedCluster();
        try {
            for (int i = 0; i < 2 * PRIMARIES; i++) {
                EmbeddedRedis server = EmbeddedRedis.start(() -> settingsWith(settings));
                cluster.servers.add(server);
            }
            cluster.meet();
            cluster.awaitComplete();
            return cluster;
        } catch (RuntimeException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    private static List<String> settingsWith(String... further) {
        List<String> settings = new ArrayList<>(SETTINGS);
        // the usual port of the bus is ten thousand above the server's, which not every free port allows
        settings.addAll(List.of("--cluster-port", Integer.toString(EmbeddedRedis.freePort())));
        settings.addAll(Arrays.asList(further));
        return settings;
    }

    private void meet() {
        for (int i = 0; i < servers.size(); i++) {
            tell(servers.get(i), "CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
        }
        for (int i = 0; i < PRIMARIES; i++) {
            String first = Integer.toString(i * SLOTS / PRIMARIES);
            String last = Integer.toString((i + 1) * SLOTS / PRIMARIES - 1);
            tell(servers.get(i), "CLUSTER", "ADDSLOTSRANGE", first, last);
        }
        for (int i = 1; i < servers.size(); i++) {
            String port = Integer.toString(servers.get(i).port());
            String busPort = ask(
                    servers.get(i),
                    admin -> admin.list("CONFIG", "GET", "cluster-port").get(1).toString());
            tell(servers.get(0), "CLUSTER", "MEET", "127.0.0.1", port, busPort);
        }
        Await.until(
                "everyone has met everyone",
                () -> servers.stream()
                        .allMatch(server -> view(server).size() == servers.size()
                                && view(server).stream().noneMatch(Node::isTroubled)));
        for (int i = 0; i < PRIMARIES; i++) {
            tell(servers.get(PRIMARIES + i), "CLUSTER", "REPLICATE", id(servers.get(i)));
        }
    }

    /** One line of {@code CLUSTER NODES}. */
    private record Node(String id, int port, List<String> flags, String primaryId, List<String> slots) {
        static Node of(String line) {
            List<String> words = List.of(line.split(" "));
            String address = words.get(1);
            int port = Integer.parseInt(address.substring(address.indexOf(':') + 1, address.indexOf('@')));
            return new Node(
                    words.get(0), port, List.of(words.get(2).split(",")), words.get(3), words.subList(8, words.size()));
        }

        boolean isPrimary() {
            return flags.contains("master");
        }

        boolean isTroubled() {
            return flags.stream().anyMatch(flag -> flag.startsWith("fail") || flag.equals("handshake"));
        }

        boolean owns(int slot) {
            return slots.stream().filter(range -> !range.startsWith("[")).anyMatch(range -> {
                String[] ends = range.split("-");
                return Integer.parseInt(ends[0]) <= slot && slot <= Integer.parseInt(ends[ends.length - 1]);
            });
        }
    }

    /** Asks over a connection of its own: one that is kept doesn't outlive the server. */
    private static <T> T ask(EmbeddedRedis server, Function<RedisAdmin, T> question) {
        try (RedisAdmin admin = RedisAdmin.of(server)) {
            return question.apply(admin);
        }
    }

    private static void tell(EmbeddedRedis server, String... words) {
        try (RedisAdmin admin = RedisAdmin.of(server)) {
            admin.command(words);
        }
    }

    /** The cluster as a server sees it. */
    private static List<Node> view(EmbeddedRedis server) {
        return ask(server, admin -> admin.text("CLUSTER", "NODES"))
                .lines()
                .map(Node::of)
                .toList();
    }

    /** The cluster as the first running server sees it. */
    private List<Node> view() {
        return view(anyRunning());
    }

    private EmbeddedRedis anyRunning() {
        return servers.stream()
                .filter(EmbeddedRedis::isRunning)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no server of the cluster runs"));
    }

    private EmbeddedRedis server(Predicate<Node> which) {
        int port = view().stream().filter(which).findFirst().orElseThrow().port;
        return servers.stream()
                .filter(server -> server.port() == port)
                .findFirst()
                .orElseThrow();
    }

    /** Every server, primary or replica. */
    public List<EmbeddedRedis> servers() {
        return List.copyOf(servers);
    }

    /** The URIs of every server. */
    public List<String> uris() {
        return servers.stream().map(EmbeddedRedis::uri).toList();
    }

    /** The servers that are primaries now, as far as is known. */
    public List<EmbeddedRedis> primaries() {
        List<Integer> ports = view().stream()
                .filter(Node::isPrimary)
                .filter(node -> !node.isTroubled())
                .map(Node::port)
                .toList();
        return servers.stream().filter(server -> ports.contains(server.port())).toList();
    }

    /** The slot of a key. */
    public int slotOf(String key) {
        return ask(anyRunning(), admin -> Math.toIntExact(admin.number("CLUSTER", "KEYSLOT", key)));
    }

    /** The primary that has a slot. */
    public EmbeddedRedis primaryOf(int slot) {
        return server(node -> node.isPrimary() && node.owns(slot));
    }

    /** The replica of a primary. */
    public EmbeddedRedis replicaOf(EmbeddedRedis primary) {
        String id = view().stream()
                .filter(node -> node.port == primary.port())
                .findFirst()
                .orElseThrow()
                .id;
        return server(node -> node.primaryId.equals(id));
    }

    /** Begins to move a slot: the keys that are in it are moved, but both servers still say that it is moving. */
    public void beginMove(int slot, EmbeddedRedis to) {
        EmbeddedRedis from = primaryOf(slot);
        String number = Integer.toString(slot);
        tell(to, "CLUSTER", "SETSLOT", number, "IMPORTING", id(from));
        tell(from, "CLUSTER", "SETSLOT", number, "MIGRATING", id(to));
        moveKeys(number, from, to);
    }

    /** Ends what {@link #beginMove} began, and waits until every running server knows. */
    public void endMove(int slot, EmbeddedRedis to) {
        EmbeddedRedis from = primaryOf(slot);
        String number = Integer.toString(slot);
        moveKeys(number, from, to);
        String newOwner = id(to);
        tell(to, "CLUSTER", "SETSLOT", number, "NODE", newOwner);
        tell(from, "CLUSTER", "SETSLOT", number, "NODE", newOwner);
        Await.until(
                "everyone knows where slot " + slot + " is",
                () -> servers.stream()
                        .filter(EmbeddedRedis::isRunning)
                        .allMatch(server ->
                                view(server).stream().anyMatch(node -> node.port == to.port() && node.owns(slot))));
    }

    private static String id(EmbeddedRedis server) {
        return ask(server, admin -> admin.text("CLUSTER", "MYID"));
    }

    private static void moveKeys(String slot, EmbeddedRedis from, EmbeddedRedis to) {
        String port = Integer.toString(to.port());
        for (List<?> keys = keysIn(slot, from); !keys.isEmpty(); keys = keysIn(slot, from)) {
            for (Object key : keys) {
                tell(from, "MIGRATE", "127.0.0.1", port, (String) key, "0", "5000", "REPLACE");
            }
        }
    }

    private static List<?> keysIn(String slot, EmbeddedRedis server) {
        return ask(server, admin -> admin.list("CLUSTER", "GETKEYSINSLOT", slot, "100"));
    }

    /** Has a replica take over from its primary without loss, and waits until it has. */
    public void failover(EmbeddedRedis replica) {
        tell(replica, "CLUSTER", "FAILOVER");
        Await.until("the replica took over", () -> primaries().contains(replica));
    }

    /** Waits until every running server sees all slots served, and every running replica is linked to its primary. */
    public void awaitServing() {
        Await.until(
                "the cluster serves every slot",
                () -> servers.stream().filter(EmbeddedRedis::isRunning).allMatch(EmbeddedCluster::seesAllServed));
    }

    private static boolean seesAllServed(EmbeddedRedis server) {
        Map<String, String> state = RedisAdmin.fields(ask(server, admin -> admin.text("CLUSTER", "INFO")));
        Map<String, String> replication = replication(server);
        return "ok".equals(state.get("cluster_state"))
                && Integer.toString(SLOTS).equals(state.get("cluster_slots_ok"))
                && "up".equals(replication.getOrDefault("master_link_status", "up"));
    }

    /** Waits until the cluster is as it was started: every server runs, three of them replicas in step. */
    public void awaitComplete() {
        awaitServing();
        Await.until(
                "everyone sees three primaries and three replicas",
                () -> servers.stream()
                        .allMatch(server ->
                                view(server).stream().filter(Node::isPrimary).count() == PRIMARIES
                                        && view(server).stream().noneMatch(Node::isTroubled)));
        for (EmbeddedRedis server : servers) {
            Await.until("every primary has its replica", () -> {
                Map<String, String> state = replication(server);
                return "slave".equals(state.get("role")) || "1".equals(state.get("connected_slaves"));
            });
        }
    }

    private static Map<String, String> replication(EmbeddedRedis server) {
        return ask(server, admin -> admin.info("replication"));
    }

    /** Ends every server. Idempotent. */
    @Override
    public void close() {
        servers.forEach(EmbeddedRedis::close);
    }
}
