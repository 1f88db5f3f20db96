package io.twofold.benchmarks.lab.campaign;

import io.twofold.testkit.EmbeddedCluster;
import io.twofold.testkit.EmbeddedRedis;
import io.twofold.testkit.RedisAdmin;
import io.twofold.testkit.TcpProxy;
import io.twofold.testkit.TcpProxy.Direction;
import io.twofold.testkit.TcpProxy.Traffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Does harm, and undoes it. */
final class Injector {
    private static final long AS_IT_IS = TimeUnit.SECONDS.toMillis(10);

    private final Servers servers;
    private final Fleet fleet;
    private final SplittableRandom random;

    Injector(Servers servers, Fleet fleet, SplittableRandom random) {
        this.servers = servers;
        this.fleet = fleet;
        this.random = random;
    }

    /** What undoes a fault. */
    @FunctionalInterface
    interface Undo {
        void run() throws InterruptedException;
    }

    private static final Undo NOTHING = () -> {};

    Undo inject(Kind kind, int millis) throws InterruptedException {
        return switch (kind) {
            case SERVER_LOST -> kill(servers.primaries().get(0));
            case SERVER_SET_BACK -> setBack(servers.primaries().get(0));
            case SERVER_STOPPED, SERVER_STOPPED_BRIEFLY -> stop(anyPrimary());
            case NODE_STOPPED -> stop(anyNode());
            case NODE_KILLED -> replace(anyNode());
            case NODE_KILLED_IN_WRITE -> killInWrite(anyNode());
            case SUBSCRIBERS_KILLED -> everywhere(admin -> admin.command("CLIENT", "KILL", "TYPE", "pubsub"));
            case CLIENTS_KILLED ->
                everywhere(admin -> {
                    admin.command("CLIENT", "KILL", "TYPE", "pubsub");
                    admin.command("CLIENT", "KILL", "TYPE", "normal");
                });
            case CLIENTS_PAUSED, CLIENTS_PAUSED_BRIEFLY ->
                everywhere(admin -> admin.command("CLIENT", "PAUSE", Integer.toString(millis)));
            case SERVER_ASLEEP -> sleep(anyPrimary(), millis);
            case FLUSHED -> everywhere(admin -> admin.command("FLUSHALL"));
            case SCRIPTS_FLUSHED -> everywhere(admin -> admin.command("SCRIPT", "FLUSH"));
            case CONTROL_DELETED -> everywhere(admin -> delete(admin, "tf:{*}:c"));
            case LOG_DELETED -> everywhere(admin -> delete(admin, "tf:{*}:x"));
            case ENTRIES_DELETED -> everywhere(admin -> delete(admin, "tf:{*}:e:*"));
            case LINKS_CUT -> links(proxy -> proxy.cut(Traffic.ALL));
            case LINKS_REFUSED ->
                links(proxy -> {
                    proxy.refuse();
                    proxy.cut(Traffic.ALL);
                });
            case SUBSCRIPTIONS_HELD -> links(proxy -> proxy.hold(Traffic.SUBSCRIPTIONS, Direction.BOTH));
            case COMMANDS_HELD -> links(proxy -> proxy.hold(Traffic.COMMANDS, Direction.BOTH));
            case LINKS_HELD -> links(proxy -> proxy.hold(Traffic.ALL, Direction.BOTH));
            case REPLIES_HELD -> links(proxy -> proxy.hold(Traffic.COMMANDS, Direction.TO_CLIENT));
            case LINKS_SLOW -> slow(Duration.ofMillis(random.nextInt(20, 250)));
            case FAILOVER -> failover(false);
            case FAILOVER_LOSING_WRITES -> failover(true);
            case TAKEOVER -> takeover();
            case SLOT_MOVED -> move();
        };
    }

    private EmbeddedRedis anyPrimary() {
        List<EmbeddedRedis> primaries = servers.primaries();
        return primaries.get(random.nextInt(primaries.size()));
    }

    private int anyNode() {
        return random.nextInt(fleet.size());
    }

    private static Undo kill(EmbeddedRedis server) {
        server.kill();
        return server::restart;
    }

    private Undo setBack(EmbeddedRedis server) throws InterruptedException {
        Path snapshot;
        try (RedisAdmin admin = RedisAdmin.of(server)) {
            snapshot = Path.of((String) admin.list("CONFIG", "GET", "dir").get(1), "dump.rdb");
            admin.command("SAVE");
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(200, 2_000)); // the time that the snapshot will lack
        server.kill();
        return () -> {
            server.restart();
            try {
                Files.delete(snapshot);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static Undo stop(EmbeddedRedis server) {
        server.pause();
        return server::resume;
    }

    private Undo stop(int node) {
        fleet.node(node).signal("STOP");
        return () -> fleet.node(node).signal("CONT");
    }

    private Undo replace(int node) {
        fleet.node(node).close();
        return () -> fleet.replace(node);
    }

    private Undo killInWrite(int node) throws InterruptedException {
        int key = Fleet.writtenKey(random.nextInt(1_000));
        fleet.node(node).send("die " + key);
        if (!fleet.node(node).await("committed", AS_IT_IS)) {
            throw new IllegalStateException("node " + node + " doesn't begin a write");
        }
        return replace(node);
    }

    private Undo everywhere(Consumer<RedisAdmin> harm) {
        for (EmbeddedRedis primary : servers.primaries()) {
            try (RedisAdmin admin = RedisAdmin.of(primary)) {
                harm.accept(admin);
            }
        }
        return NOTHING;
    }

    private static Undo sleep(EmbeddedRedis server, int millis) {
        try (RedisAdmin admin = RedisAdmin.of(server)) {
            admin.command("DEBUG", "SLEEP", Double.toString(millis / 1_000.0));
        }
        return NOTHING;
    }

    private static void delete(RedisAdmin admin, String pattern) {
        for (Object key : admin.list("KEYS", pattern)) {
            admin.command("DEL", (String) key);
        }
    }

    /** Of one node, or now and then of all. */
    private Undo links(Consumer<TcpProxy> harm) {
        int one = anyNode();
        boolean all = random.nextInt(3) == 0;
        boolean lost = random.nextBoolean();
        List<TcpProxy> those = IntStream.range(0, fleet.size())
                .filter(node -> all || node == one)
                .mapToObj(fleet::proxies)
                .flatMap(List::stream)
                .toList();
        those.forEach(harm);
        return () -> {
            if (lost) {
                those.forEach(proxy -> proxy.cut(Traffic.ALL)); // what was held is lost rather than late
            }
            those.forEach(TcpProxy::heal);
        };
    }

    private Undo slow(Duration by) {
        return links(proxy -> proxy.delay(Traffic.ALL, Direction.BOTH, by));
    }

    private Undo failover(boolean losingWrites) throws InterruptedException {
        EmbeddedRedis primary = anyPrimary();
        if (losingWrites) {
            servers.sentinel().replicas().forEach(replica -> Servers.follow(replica, 1));
            TimeUnit.MILLISECONDS.sleep(random.nextInt(100, 500)); // the writes that will be lost
        }
        List<TcpProxy> before = proxiesBefore(primary);
        before.forEach(TcpProxy::refuse); // it begins as a primary when it is back: nobody is to take it for one
        before.forEach(proxy -> proxy.cut(Traffic.ALL));
        servers.failover(primary);
        return () -> before.forEach(TcpProxy::heal);
    }

    private List<TcpProxy> proxiesBefore(EmbeddedRedis server) {
        int index = servers.all().indexOf(server);
        return IntStream.range(0, fleet.size())
                .mapToObj(node -> fleet.proxies(node).get(index))
                .toList();
    }

    private Undo takeover() {
        EmbeddedCluster cluster = servers.cluster();
        cluster.failover(cluster.replicaOf(anyPrimary()));
        cluster.awaitComplete();
        return NOTHING;
    }

    private Undo move() {
        EmbeddedCluster cluster = servers.cluster();
        int slot = cluster.slotOf("tf:{campaign:versions:" + random.nextInt(4) + "}:c");
        EmbeddedRedis from = cluster.primaryOf(slot);
        EmbeddedRedis to = anyPrimary();
        if (to.port() == from.port()) {
            to = cluster.primaries().stream()
                    .filter(other -> other.port() != from.port())
                    .findFirst()
                    .orElseThrow();
        }
        EmbeddedRedis target = to;
        cluster.beginMove(slot, target);
        return () -> cluster.endMove(slot, target);
    }

    /** How long a fault goes on once it was injected: some last for as long as that took. */
    static int lasts(Kind kind, int millis) {
        return kind == Kind.SERVER_ASLEEP ? 0 : millis;
    }
}
