package io.twofold.benchmarks.lab.campaign;

import io.twofold.Delivery;
import io.twofold.OngoingWrite;
import io.twofold.RemoteTierException;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import io.twofold.benchmarks.lab.Clock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One process of the fleet: reads and writes until it is told to end, or killed. */
final class CampaignNode {
    private static final Logger WARNINGS = Logger.getLogger("io.twofold");
    private static final long REPORT_EVERY_MILLIS = 200;
    private static final long RETRY_AFTER = TimeUnit.MILLISECONDS.toNanos(10);

    private final Ledger ledger;
    private final TieredCache<Long, Long> cache;
    private final Tally tally = new Tally();
    private final Traffic traffic;
    private final PrintStream out;
    private final ExecutorService tasks = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "task");
        thread.setDaemon(true);
        return thread;
    });

    private CampaignNode(NodeSettings settings, PrintStream out) throws IOException {
        this.out = out;
        this.ledger = Ledger.open(Path.of(settings.ledger()), settings.keys());
        Twofold twofold = Twofold.builder()
                .namespace("campaign")
                .remote(settings.connect())
                .build();
        this.cache = twofold.cache("versions", Long.class, Long.class)
                .spec(settings.spec())
                .loader(name -> ledger.version(Traffic.keyOf(name)))
                .build();
        this.traffic = new Traffic(settings, ledger, cache, tally, this::say);
    }

    /** Obeys the lines of its standard input; ends with it. */
    public static void main(String[] arguments) throws IOException {
        WARNINGS.setLevel(Level.OFF); // of faults that are made on purpose
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String first = in.readLine();
        if (first != null) {
            NodeSettings settings = NodeSettings.parse(first);
            Clock.check(settings.sent());
            new CampaignNode(settings, out).obey(in);
        }
        Runtime.getRuntime().halt(0);
    }

    private void obey(BufferedReader in) throws IOException {
        traffic.start();
        var unused = Executors.newSingleThreadScheduledExecutor()
                .scheduleAtFixedRate(
                        () -> say("stats " + tally.take()),
                        REPORT_EVERY_MILLIS,
                        REPORT_EVERY_MILLIS,
                        TimeUnit.MILLISECONDS);
        say("ready");
        for (String line = in.readLine(); line != null && !line.equals("end"); line = in.readLine()) {
            String[] words = line.split(" ", -1);
            int key = Integer.parseInt(words[1]);
            tasks.execute(() -> {
                switch (words[0]) {
                    case "touch" -> touch(key);
                    case "see" -> see(key, Long.parseLong(words[2]));
                    case "die" -> leaveOpen(key);
                    default -> throw new IllegalArgumentException(words[0]);
                }
            });
        }
    }

    /** Invalidates until that is acknowledged; holds the key in L1 then. */
    private void touch(int key) {
        while (!acknowledged(key)) {
            LockSupport.parkNanos(RETRY_AFTER);
        }
        cache.get((long) key);
        say("touched");
    }

    private boolean acknowledged(int key) {
        try {
            return cache.invalidate((long) key) == Delivery.ACKNOWLEDGED;
        } catch (RemoteTierException e) {
            return false; // that is what it is thrown for
        }
    }

    private void see(int key, long version) {
        while (true) {
            Long seen = cache.get((long) key);
            if (seen != null && seen >= version) {
                say("seen " + version);
                return;
            }
            LockSupport.parkNanos(RETRY_AFTER);
        }
    }

    /**
     * Begins a write, commits it, and goes no further. What was committed counts as acknowledged from then on: the
     * write's beginning was, and it is what keeps older values out.
     */
    @SuppressWarnings("MustBeClosedChecker")
    private void leaveOpen(int key) {
        try {
            OngoingWrite unended = cache.beginWrite(List.of(Traffic.name(ledger, key)));
            long version = ledger.commit(key);
            ledger.acknowledged(key, version, Clock.now());
            say("committed " + unended.getClass().getSimpleName());
        } catch (RemoteTierException e) {
            say("committed nothing");
        }
    }

    private synchronized void say(String line) {
        out.println(line);
    }
}
