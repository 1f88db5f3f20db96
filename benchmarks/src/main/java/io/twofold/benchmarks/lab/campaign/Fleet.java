package io.twofold.benchmarks.lab.campaign;

import io.twofold.benchmarks.lab.Clock;
import io.twofold.testkit.EmbeddedRedis;
import io.twofold.testkit.TcpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The nodes, each behind a proxy of its own for each server. */
final class Fleet implements AutoCloseable {
    private static final int KEYS = 301;
    /** Nobody's traffic touches it. */
    private static final int PROBE = KEYS - 1;

    private static final long STARTS_WITHIN = TimeUnit.SECONDS.toMillis(90);
    private static final long RECOVERS_WITHIN = TimeUnit.SECONDS.toMillis(30);

    private final Topology topology;
    private final Servers servers;
    private final NodeProcess.Listener listener;
    private final Path file;
    private final Ledger ledger;
    private final List<List<TcpProxy>> proxies = new ArrayList<>();
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final Thread hook = new Thread(this::kill);
    private final String spec;
    private long nodeSeed;

    Fleet(Topology topology, int size, long seed, String spec, Servers servers, NodeProcess.Listener listener) {
        this.topology = topology;
        this.servers = servers;
        this.listener = listener;
        this.spec = spec;
        this.nodeSeed = seed * 1_000_000;
        try {
            this.file = Files.createTempFile("twofold-campaign-", ".ledger");
            this.ledger = Ledger.open(file, KEYS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(hook);
        for (int slot = 0; slot < size; slot++) {
            proxies.add(servers.all().stream().map(TcpProxy::to).toList());
        }
    }

    /** The spec of a run: some remember few steps, so that what was missed often can't be told. */
    static String spec(long seed, String more) {
        return "ttl=30s, maxStaleness=1s, heartbeat=250ms, l2.timeout=300ms, l2.lease=1s, l2.guard=3s, "
                + "l2.unacknowledged=error, l2.shards=" + (seed % 2 == 0 ? 4 : 16)
                + ", l2.logLength=" + (seed % 2 == 0 ? 20 : 1_000)
                + (more.isEmpty() ? "" : ", " + more);
    }

    void start() throws InterruptedException {
        for (int slot = 0; slot < proxies.size(); slot++) {
            nodes.add(launch(slot));
        }
        for (NodeProcess node : nodes) {
            awaitReady(node);
        }
    }

    private static void awaitReady(NodeProcess node) throws InterruptedException {
        if (!node.await("ready", STARTS_WITHIN)) {
            throw new IllegalStateException("a node doesn't start");
        }
    }

    private NodeProcess launch(int slot) {
        List<TcpProxy> own = proxies.get(slot);
        List<EmbeddedRedis> all = servers.all();
        Map<String, String> nat = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            nat.put("127.0.0.1:" + all.get(i).port(), "127.0.0.1:" + own.get(i).port());
        }
        List<String> uris = topology == Topology.sentinel
                ? servers.sentinel().uris()
                : own.stream().map(TcpProxy::uri).toList();
        return new NodeProcess(
                new NodeSettings(
                        Clock.now(),
                        slot,
                        proxies.size(),
                        KEYS,
                        nodeSeed++,
                        file.toString(),
                        spec,
                        topology,
                        uris,
                        topology == Topology.single ? Map.of() : nat),
                listener);
    }

    int size() {
        return nodes.size();
    }

    NodeProcess node(int slot) {
        return nodes.get(slot);
    }

    List<TcpProxy> proxies(int slot) {
        return proxies.get(slot);
    }

    /** A key that is changed by writes with a beginning and an end. */
    static int writtenKey(int any) {
        return any % (PROBE / Traffic.WAYS) * Traffic.WAYS + 2;
    }

    /** Kills a node, and starts another in its place. */
    void replace(int slot) throws InterruptedException {
        nodes.get(slot).close();
        for (int key = 0; key < PROBE; key++) {
            if (Traffic.isPutBy(slot, proxies.size(), key)) {
                ledger.rename(key); // its last put may arrive yet, after one of its successor's
            }
        }
        NodeProcess node = launch(slot);
        nodes.set(slot, node);
        awaitReady(node);
    }

    /**
     * Waits until each node has had a change acknowledged, and then a change made on one has reached all.
     *
     * @return whether that came to pass in time
     */
    boolean recovered(int from) throws InterruptedException {
        return touched(nodes) && reached(from);
    }

    private static boolean touched(List<NodeProcess> those) throws InterruptedException {
        those.forEach(node -> node.send("touch " + PROBE));
        for (NodeProcess node : those) {
            if (!node.await("touched", RECOVERS_WITHIN)) {
                return false;
            }
        }
        return true;
    }

    private boolean reached(int from) throws InterruptedException {
        long version = ledger.commit(PROBE);
        if (!touched(List.of(nodes.get(from)))) {
            return false;
        }
        nodes.forEach(node -> node.send("see " + PROBE + " " + version));
        for (NodeProcess node : nodes) {
            if (!node.await("seen " + version, RECOVERS_WITHIN)) {
                return false;
            }
        }
        return true;
    }

    private void kill() {
        nodes.forEach(NodeProcess::close);
    }

    @Override
    public void close() {
        kill();
        proxies.forEach(own -> own.forEach(TcpProxy::close));
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
