package io.twofold.benchmarks.scale;

import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.benchmarks.plot.Plot;
import io.twofold.benchmarks.plot.Plot.Curve;
import io.twofold.benchmarks.plot.Plot.Point;
import io.twofold.benchmarks.scale.FleetLoad.Names;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.Await;
import io.twofold.testkit.EmbeddedRedis;
import io.twofold.testkit.RedisAdmin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What nodes ask of Redis: measured for few, beside the formula; and the formula, with the measured times, for many. */
final class NodeScale {
    private static final String NAMESPACE = "scale";
    private static final String CACHE = "products";
    private static final String KEY = "product:";
    /** As a cache on one server has. */
    private static final int ONE = 1;
    /** As one in a Cluster has, where its spec says nothing. */
    private static final int MANY = 16;

    private static final long HEARTBEAT_MILLIS = 250;
    private static final long DEFAULT_HEARTBEAT = 1_250;
    private static final long[] HEARTBEATS = {250, DEFAULT_HEARTBEAT, 5_000};
    private static final int CHANGES_PER_SECOND = 100;
    private static final String SPEC = "ttl=1h, l1.maximumSize=1_000, maxStaleness=1s, heartbeat=" + HEARTBEAT_MILLIS
            + "ms, l2.compression=none, l2.shards=";

    private final int seconds;
    private final int changes;

    NodeScale(boolean isShort) {
        this.seconds = isShort ? 3 : 10;
        this.changes = isShort ? 500 : 5_000;
    }

    private final List<Curve> curves = new ArrayList<>();

    /** What INFO says of the time since the last reset. */
    private record Seen(double seconds, Map<String, String> stats, Map<String, String> commands, double cpuSeconds) {
        long calls(String command) {
            return field(command, "calls");
        }

        long micros(String command) {
            return field(command, "usec");
        }

        private long field(String command, String name) {
            String stat = commands.getOrDefault("cmdstat_" + command, "calls=0,usec=0");
            return Long.parseLong(stat.replaceFirst("^.*\\b" + name + "=(\\d+).*$", "$1"));
        }

        long stat(String name) {
            return Long.parseLong(stats.get(name));
        }
    }

    /** What was measured of some nodes. */
    record Measured(
            FleetLoad load, String idle, String busy, double beatsSeen, double idleBusy, double microsPerChange) {}

    List<String> run(int... fleets) {
        List<String> idle = new ArrayList<>(List.of(
                "| Nodes | shards | beats/s: formula | seen | bytes of a beat's reply: formula | seen | B/s out: formula | seen"
                        + " | Redis busy | time of a beat |",
                "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"));
        List<String> busy = new ArrayList<>(List.of(
                "| Nodes | shards | messages for a change: formula | bytes of a message: formula | B out for a change: formula | seen"
                        + " | Redis' time for a change | gaps that nodes found |",
                "|--:|--:|--:|--:|--:|--:|--:|--:|"));
        Measured first = measure(fleets[0], MANY);
        Measured last = measure(fleets[fleets.length - 1], MANY);
        List<Measured> measured =
                Arrays.stream(fleets).mapToObj(nodes -> measure(nodes, ONE)).toList();
        Stream.concat(measured.stream(), Stream.of(first, last)).forEach(fleet -> {
            idle.add(fleet.idle);
            busy.add(fleet.busy);
        });
        List<String> lines = new ArrayList<>(idle);
        lines.add("");
        lines.addAll(busy);
        lines.add("");
        lines.addAll(
                computed(Costs.of(measured.get(measured.size() - 1), measured.get(0), Costs.perBeat(last, first))));
        return lines;
    }

    String plot() {
        return new Plot("What heartbeats of one cache cost Redis, computed", "% of one processor")
                .curves(curves, "nodes", 10, 10);
    }

    private Measured measure(int count, int shards) {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                RedisAdmin admin = RedisAdmin.of(redis)) {
            List<Twofold> nodes = new ArrayList<>();
            try {
                List<TieredCache<String, String>> caches = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    Twofold node = Twofold.builder()
                            .namespace(NAMESPACE)
                            .remote(RedisTier.connect(redis.uri()))
                            .build();
                    nodes.add(node);
                    caches.add(node.cache(CACHE, String.class, String.class)
                            .spec(SPEC + shards)
                            .loader((String key) -> key)
                            .build());
                }
                return measured(count, shards, caches, admin);
            } finally {
                nodes.forEach(Twofold::close);
            }
        }
    }

    private Measured measured(int count, int shards, List<TieredCache<String, String>> caches, RedisAdmin admin) {
        awaitListeners(admin, count);
        int connections = (int) ((Long.parseLong(admin.info("clients").get("connected_clients")) - 1) / count);
        Seen idle = watch(admin, () -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds)));
        TieredCache<String, String> writer = caches.get(0);
        Seen busy = watch(admin, () -> {
            for (int i = 0; i < changes; i++) {
                writer.invalidate(KEY + (100_000 + i));
            }
            caches.stream().skip(1).forEach(this::awaitChanges);
        });
        long steps = changes / shards;
        int nonce = nonceBytes(admin, shards);
        FleetLoad load = new FleetLoad(
                count,
                1,
                shards,
                HEARTBEAT_MILLIS,
                connections,
                new Names(NAMESPACE.length() + 1 + CACHE.length(), nonce, KEY.length() + 6));
        double idleBusy = idle.cpuSeconds / idle.seconds;
        double microsPerChange = 1e6 * (busy.cpuSeconds - idleBusy * busy.seconds) / changes;
        long gaps = caches.stream().mapToLong(cache -> cache.stats().gaps()).sum();
        return new Measured(
                load,
                idleLine(load, idle),
                busyLine(load, busy, steps, microsPerChange, gaps),
                idle.calls("evalsha") / idle.seconds,
                idleBusy,
                microsPerChange);
    }

    private static String idleLine(FleetLoad load, Seen idle) {
        long beats = idle.calls("evalsha");
        long out = idle.stat("total_net_output_bytes");
        return String.format(
                Locale.ROOT,
                "| %d | %d | %.1f | %.1f | %d | %.0f | %,.0f | %,.0f | %.2f%% | %.0f us |",
                load.nodes(),
                load.shards(),
                load.beatsPerSecond(),
                beats / idle.seconds,
                load.beatReplyBytes(0),
                (out - load.pongBytesPerSecond() * idle.seconds) / beats,
                load.idleBytesOutPerSecond(0),
                out / idle.seconds,
                100 * idle.cpuSeconds / idle.seconds,
                (double) idle.micros("evalsha") / beats);
    }

    private String busyLine(FleetLoad load, Seen busy, long steps, double microsPerChange, long gaps) {
        double ofBeats = load.beatsPerSecond() * busy.seconds * load.beatReplyBytes(steps / 2);
        double ofPings = load.pongBytesPerSecond() * busy.seconds;
        return String.format(
                Locale.ROOT,
                "| %d | %d | %d | %d | %,d | %,.0f | %.0f us | %d |",
                load.nodes(),
                load.shards(),
                load.nodes(),
                load.messageBytes(steps),
                load.changeBytesOut(steps),
                (busy.stat("total_net_output_bytes") - ofBeats - ofPings) / changes,
                microsPerChange,
                gaps);
    }

    private void awaitChanges(TieredCache<String, String> reader) {
        Await.until("a node has heard of all changes", () -> reader.stats().invalidationsApplied() >= changes);
    }

    /** All nodes listen once announcements reach as many. */
    private static void awaitListeners(RedisAdmin admin, int count) {
        String channel = "tf:{" + NAMESPACE + ":" + CACHE + "}:ch";
        Await.until("all nodes listen", Duration.ofSeconds(20), () -> {
            List<?> listeners = admin.list("PUBSUB", "NUMSUB", channel);
            return listeners.get(1) instanceof Long number && number >= count;
        });
    }

    private static int nonceBytes(RedisAdmin admin, int shards) {
        for (int shard = 0; shard < shards; shard++) {
            String control = "tf:{" + NAMESPACE + ":" + CACHE + ":" + shard + "}:c";
            if (admin.command("GET", control) instanceof String words && !words.endsWith(" ")) {
                return words.length() - words.lastIndexOf(' ') - 1; // the nonce is the last
            }
        }
        throw new IllegalStateException("no shard has changed");
    }

    private static Seen watch(RedisAdmin admin, Runnable work) {
        double cpu = cpu(admin);
        admin.text("CONFIG", "RESETSTAT");
        long begin = System.nanoTime();
        work.run();
        double passed = (System.nanoTime() - begin) / 1e9;
        return new Seen(passed, admin.info("stats"), admin.info("commandstats"), cpu(admin) - cpu);
    }

    private static double cpu(RedisAdmin admin) {
        Map<String, String> cpu = admin.info("cpu");
        return Double.parseDouble(cpu.get("used_cpu_user")) + Double.parseDouble(cpu.get("used_cpu_sys"));
    }

    /**
     * What things cost Redis, in microseconds, by the difference between two fleets: what the server does whether anybody
     * asks or not falls out of it.
     *
     * @param seen a load that was measured
     * @param perBeat beside its shards
     */
    private record Costs(FleetLoad seen, double perBeat, double perShard, double perMessage, double perChange) {
        /** @param ofMany what a beat of many shards costs; the others are of one */
        static Costs of(Measured last, Measured first, double ofMany) {
            double ofOne = perBeat(last, first);
            double perShard = Math.max(0, (ofMany - ofOne) / (MANY - ONE));
            int more = last.load.nodes() - first.load.nodes();
            double perMessage = Math.max(0, (last.microsPerChange - first.microsPerChange) / more);
            return new Costs(
                    last.load,
                    Math.max(0, ofOne - ONE * perShard),
                    perShard,
                    perMessage,
                    Math.max(0, first.microsPerChange - first.load.nodes() * perMessage));
        }

        static double perBeat(Measured last, Measured first) {
            return Math.max(0, 1e6 * (last.idleBusy - first.idleBusy)) / (last.beatsSeen - first.beatsSeen);
        }

        FleetLoad load(int nodes, int shards, long heartbeat) {
            return new FleetLoad(nodes, 1, shards, heartbeat, seen.connections(), seen.names());
        }

        /** How busy beats keep Redis, in percent. */
        double beats(FleetLoad load) {
            return load.beatsPerSecond() * (perBeat + load.shards() * perShard) / 10_000;
        }

        /** The same of a number of changes a second. */
        double changes(int perSecond, int nodes) {
            return perSecond * (perChange + nodes * perMessage) / 10_000;
        }
    }

    /** Redis does all in one thread, so its time adds up. */
    private List<String> computed(Costs costs) {
        List<String> lines = new ArrayList<>(List.of(
                "| Nodes | heartbeat | shards | beats/s | commands/s in them | B/s in | B/s out | Redis busy with beats |"
                        + " messages/s at 100 changes/s | B/s out for them | Redis busy with them |",
                "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"));
        for (long heartbeat : HEARTBEATS) {
            List<Point> points = new ArrayList<>();
            for (int nodes : new int[] {1, 3, 10, 30, 100, 300, 1_000}) {
                double busy = costs.beats(costs.load(nodes, ONE, heartbeat));
                points.add(new Point(nodes, busy, busy, busy));
            }
            curves.add(new Curve("a heartbeat every " + heartbeat + " ms", points));
            for (int nodes : new int[] {10, 100, 1_000}) {
                for (int shards : heartbeat == DEFAULT_HEARTBEAT ? new int[] {ONE, MANY, 64} : new int[] {ONE}) {
                    lines.add(computed(costs, costs.load(nodes, shards, heartbeat)));
                }
            }
        }
        return lines;
    }

    private static String computed(Costs costs, FleetLoad load) {
        return String.format(
                Locale.ROOT,
                "| %,d | %,d ms | %d | %,.0f | %,.0f | %,.0f | %,.0f | %.1f%% | %,.0f | %,.0f | %.1f%% |",
                load.nodes(),
                load.heartbeatMillis(),
                load.shards(),
                load.beatsPerSecond(),
                load.beatsPerSecond() * load.commandsPerBeat(),
                load.idleBytesInPerSecond(),
                load.idleBytesOutPerSecond(1_000),
                costs.beats(load),
                load.messagesPerSecond(CHANGES_PER_SECOND),
                (double) CHANGES_PER_SECOND * load.changeBytesOut(1_000),
                costs.changes(CHANGES_PER_SECOND, load.nodes()));
    }
}
