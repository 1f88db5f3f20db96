package io.twofold.testkit.engine;

import io.twofold.CacheBuilder;
import io.twofold.CacheStats;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.testkit.FakeRandom;
import io.twofold.testkit.FakeTime;
import io.twofold.testkit.InMemoryRemote;
import io.twofold.testkit.InMemoryServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * Several nodes in this process that share a server, a source and the time. Unless a node is given an executor of
 * its own, everything happens on the test's thread, so a test sees each step when it has been taken.
 */
final class Fleet implements AutoCloseable {
    static final Duration MAX_STALENESS = Duration.ofSeconds(4);
    /** How long a node waits for announcements that an answer may have overtaken. */
    static final Duration OVERTAKEN = Duration.ofMillis(50);

    static final Duration HEARTBEAT = Duration.ofSeconds(1);
    static final Duration TIMEOUT = Duration.ofMillis(500);
    static final Duration MILLI = Duration.ofMillis(1);
    static final String SPEC =
            "ttl=10m, jitter=0%, refresh.after=100%, l2.shards=1, l2.logLength=10, maxStaleness=4s, heartbeat=1s,"
                    + " l2.timeout=500ms";

    final FakeTime time = new FakeTime();
    final InMemoryServer server = new InMemoryServer(time);
    final Source source = new Source();
    private final List<Node> nodes = new ArrayList<>();

    /** One process. */
    static final class Node {
        final InMemoryRemote remote;
        final Twofold twofold;
        final TieredCache<String, String> cache;

        private Node(InMemoryRemote remote, Twofold twofold, TieredCache<String, String> cache) {
            this.remote = remote;
            this.twofold = twofold;
            this.cache = cache;
        }

        CacheStats stats() {
            return cache.stats();
        }

        /** What a call costs in round trips. */
        long roundTripsOf(Runnable call) {
            long before = remote.roundTrips();
            call.run();
            return remote.roundTrips() - before;
        }
    }

    Node node() {
        return node(SPEC);
    }

    Node node(String spec) {
        return node(spec, Runnable::run, new InMemoryRemote(server));
    }

    Node node(Executor executor) {
        return node(SPEC, executor, new InMemoryRemote(server));
    }

    Node node(InMemoryRemote remote) {
        return node(SPEC, Runnable::run, remote);
    }

    Node node(String spec, Executor executor, InMemoryRemote remote) {
        return node(spec, executor, remote, builder -> builder.loader(source));
    }

    /** With another source. */
    Node node(String spec, UnaryOperator<CacheBuilder<String, String>> with) {
        return node(spec, Runnable::run, new InMemoryRemote(server), with);
    }

    Node node(String spec, Executor executor, InMemoryRemote remote, UnaryOperator<CacheBuilder<String, String>> with) {
        Twofold twofold = manager(executor, remote, FakeRandom.seeded(nodes.size() + 1, 0.5));
        Node node = new Node(
                remote,
                twofold,
                with.apply(twofold.cache("cache", String.class, String.class).spec(spec))
                        .build());
        nodes.add(node);
        return node;
    }

    Twofold manager(Executor executor, InMemoryRemote remote, FakeRandom random) {
        return Twofold.builder()
                .remote(remote)
                .executor(executor)
                .time(time)
                .random(random)
                .build();
    }

    @Override
    public void close() {
        nodes.forEach(node -> node.twofold.close());
    }
}
