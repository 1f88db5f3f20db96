package io.twofold.benchmarks.lab.writes;

import io.twofold.CacheWriter;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.redis.RedisTier;
import io.twofold.testkit.EmbeddedRedis;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Puts write-through to the test: two writers and four readers of one key, each a node of its own. */
@Command(
        name = "write-through",
        description = {
            "Two nodes write one key at the same time, four read it. Whenever the writers have been quiet for the bound,",
            "no node may hold a value that differs from the database."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:no cached value differed", "1:one did", "2:called wrongly"})
public final class WriteThroughCommand implements Callable<Integer> {
    private static final String SPEC =
            "ttl=10m, write=through, maxStaleness=200ms, heartbeat=50ms, l2.shards=1, l2.timeout=5s";
    private static final long BOUND = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long KEY = 1;
    private static final int WRITERS = 2;
    private static final int NODES = 6;

    @Option(names = "--seconds", defaultValue = "60", description = "how long (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Spec
    private @Nullable CommandSpec spec;

    private final AtomicLong values = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong held = new AtomicLong();
    private volatile boolean ended;

    /** The source as one node reaches it. */
    private static final class Source implements CacheWriter<Long, Long>, AutoCloseable {
        private final Connection connection;

        Source(String url) throws SQLException {
            connection = DriverManager.getConnection(url);
        }

        synchronized @Nullable Long load() throws SQLException {
            try (PreparedStatement select = connection.prepareStatement("SELECT v FROM item WHERE k = 1");
                    ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getLong(1) : null;
            }
        }

        @Override
        public synchronized void write(Long key, Long value) throws SQLException {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2_000_000));
            try (PreparedStatement update = connection.prepareStatement("UPDATE item SET v = ? WHERE k = ?")) {
                update.setLong(1, value);
                update.setLong(2, key);
                update.executeUpdate();
            }
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2_000_000));
        }

        @Override
        public void delete(Long key) {
            throw new UnsupportedOperationException("nobody deletes here");
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    @Override
    public Integer call() throws Exception {
        CommandSpec called = spec;
        if (called == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        if (seconds < 1) {
            throw new ParameterException(called.commandLine(), "allowed is at least 1 second");
        }
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Database database = Database.start()) {
            database.insert(KEY, 0);
            RedissonClient client = Redisson.create(RedisTier.recommendedConfig(redis.uri()));
            List<Twofold> nodes = new ArrayList<>();
            try {
                List<TieredCache<Long, Long>> caches = new ArrayList<>();
                for (int i = 0; i < NODES; i++) {
                    Twofold node =
                            Twofold.builder().remote(RedisTier.of(client)).build();
                    nodes.add(node);
                    Source source = new Source(database.url());
                    caches.add(node.cache("items", Long.class, Long.class)
                            .spec(SPEC)
                            .loader(key -> source.load())
                            .writer(source)
                            .build());
                }
                return run(caches, database, called.commandLine().getOut()) ? 0 : 1;
            } finally {
                ended = true;
                nodes.forEach(Twofold::close);
                client.shutdown(0, 2, TimeUnit.SECONDS);
            }
        }
    }

    private boolean run(List<TieredCache<Long, Long>> caches, Database database, PrintWriter out) throws Exception {
        List<Thread> readers = new ArrayList<>();
        for (TieredCache<Long, Long> cache : caches.subList(WRITERS, NODES)) {
            Thread reader = new Thread(() -> read(cache));
            reader.start();
            readers.add(reader);
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long violations = 0;
        long rounds = 0;
        for (; System.nanoTime() - end < 0; rounds++) {
            writeForAWhile(caches.subList(0, WRITERS));
            TimeUnit.NANOSECONDS.sleep(BOUND); // not a park, which a wake-up of a read that has ended cuts short
            long truth = database.values().getOrDefault(KEY, -1L);
            violations += differing(caches, truth, out);
            if (rounds % 20 == 0) {
                out.println("round " + rounds + ", " + writes + " writes, " + reads + " reads, " + violations
                        + " violations");
                out.flush();
            }
        }
        ended = true;
        for (Thread reader : readers) {
            reader.join();
        }
        out.printf(
                Locale.ROOT,
                "seconds=%d rounds=%d writes=%d reads=%d cachedWhenQuiet=%d violations=%d%n",
                seconds,
                rounds,
                writes.get(),
                reads.get(),
                held.get(),
                violations);
        out.flush();
        return violations == 0 && held.get() > 0;
    }

    /** How many nodes hold another value than the database. */
    private long differing(List<TieredCache<Long, Long>> caches, long truth, PrintWriter out) {
        long differing = 0;
        for (TieredCache<Long, Long> cache : caches) {
            Long cached = cache.getIfPresent(KEY);
            if (cached != null) {
                held.incrementAndGet();
                if (cached != truth) {
                    differing++;
                    out.println("violation: a node holds " + cached + ", the database " + truth);
                }
            }
        }
        return differing;
    }

    private void read(TieredCache<Long, Long> cache) {
        while (!ended) {
            cache.get(KEY);
            reads.incrementAndGet();
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(500_000));
        }
    }

    private void writeForAWhile(List<TieredCache<Long, Long>> writers) throws InterruptedException {
        long until = System.nanoTime() + ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toNanos(100));
        List<Thread> threads = new ArrayList<>();
        for (TieredCache<Long, Long> cache : writers) {
            Thread thread = new Thread(() -> {
                do {
                    cache.put(KEY, values.incrementAndGet());
                    writes.incrementAndGet();
                    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(3_000_000));
                } while (System.nanoTime() - until < 0);
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
