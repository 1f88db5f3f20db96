package io.twofold.benchmarks.lab.writes;

import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.redis.RedisTier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One process: puts, or writes to the database what was put. It is told on its standard input what it is, and says on
 * its standard output what was acknowledged.
 *
 * <pre>
 *   writer KEYS FIRST REDIS URL     puts FIRST, FIRST + 1, ... under each key, and says "ack KEY VALUE"
 *   flusher REDIS URL               writes
 *   stop                            ends the puts, and says "stopped"
 *   flush                           waits until nothing is dirty, and says "left N"
 * </pre>
 */
final class WritesNode {
    static final String SPEC = "ttl=10m, write=behind, write.delay=50ms, write.batch=200, write.lease=1s,"
            + " write.backoff=500ms, write.attempts=1000, l2.shards=4, l2.timeout=1s";
    private static final Logger WARNINGS = Logger.getLogger("io.twofold");
    private static final int THREADS = 4;
    private static final long RETRY_AFTER = TimeUnit.MILLISECONDS.toNanos(5);

    private final PrintStream out;
    private volatile boolean stopped;

    private WritesNode(PrintStream out) {
        this.out = out;
    }

    /** Obeys the lines of its standard input; ends with it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        WARNINGS.setLevel(Level.OFF); // of faults that are made on purpose
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String first = in.readLine();
        if (first != null) {
            new WritesNode(out).run(first.split(" ", -1), in);
        }
        Runtime.getRuntime().halt(0);
    }

    private void run(String[] words, BufferedReader in) throws IOException, InterruptedException {
        boolean writer = words[0].equals("writer");
        String redis = words[writer ? 3 : 1];
        Twofold twofold = Twofold.builder()
                .namespace("writes")
                .remote(RedisTier.connect(redis))
                .build();
        var builder = twofold.cache("items", Long.class, Long.class)
                .spec(SPEC + (writer ? ", write.flush=off" : ""))
                .loader(key -> null);
        TieredCache<Long, Long> cache = writer
                ? builder.build()
                : builder.batchWriter(new JdbcWriter(words[2])).build();
        List<Thread> threads = new ArrayList<>();
        if (writer) {
            for (int i = 0; i < THREADS; i++) {
                int from = i;
                Thread thread =
                        new Thread(() -> put(cache, from, Integer.parseInt(words[1]), Long.parseLong(words[2])));
                thread.start();
                threads.add(thread);
            }
        }
        out.println("ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("stop")) {
                stopped = true;
                for (Thread thread : threads) {
                    thread.join();
                }
                out.println("stopped");
            } else if (line.equals("flush")) {
                out.println("left " + cache.flush(Duration.ofMinutes(1)).left());
            }
        }
    }

    /** Each key is put by one thread, so that its values have an order. */
    private void put(TieredCache<Long, Long> cache, int from, int keys, long first) {
        for (long value = first; !stopped; value++) {
            for (long key = from; key < keys && !stopped; key += THREADS) {
                try {
                    cache.put(key, value);
                    out.println("ack " + key + " " + value);
                } catch (RuntimeException e) { // the server is away; what became of the put isn't known
                    LockSupport.parkNanos(RETRY_AFTER);
                }
            }
        }
    }
}
