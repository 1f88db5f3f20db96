package io.twofold.benchmarks.compare;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Lets several sides do the same work in short turns, one after the other, round after round. A ratio is taken within
 * each round, so whatever else keeps the machine busy meets both sides; its median over the rounds is the result.
 */
public final class Contest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Plan plan;
    private final List<Side> sides;
    private volatile int sink;

    /**
     * How a contest goes.
     *
     * @param cost what is compared
     * @param threads how many work at once
     * @param rounds how many count; a third as many go before, to warm up
     * @param batch how often a thread repeats the work before it looks at the clock
     */
    public record Plan(Cost cost, int threads, int rounds, long turnMillis, int batch) {}

    /** What is compared. */
    public enum Cost {
        /** The processor time of the calling threads: for what never waits. */
        CPU,
        /** The time that passes: for what waits. */
        WALL
    }

    /** @param sides the first is the base */
    public Contest(Plan plan, List<Side> sides) {
        this.plan = plan;
        this.sides = List.copyOf(sides);
    }

    /** The middle of what was seen in all rounds, and what half of the rounds lay between. */
    public record Middle(double low, double median, double high) {
        static Middle of(double[] seen) {
            double[] sorted = seen.clone();
            Arrays.sort(sorted);
            int last = sorted.length - 1;
            return new Middle(sorted[last / 4], sorted[last / 2], sorted[last * 3 / 4]);
        }

        Middle over(double base) {
            return new Middle(low / base, median / base, high / base);
        }
    }

    /**
     * What one side did.
     *
     * @param nanos of one piece of work
     * @param ratio of its cost to the base's
     * @param bytes allocated by one piece of work
     */
    public record Result(String name, Middle nanos, Middle ratio, double bytes) {}

    private record Turn(double nanos, double bytes) {}

    /** Runs it. The results are in the order of the sides. */
    public List<Result> run() {
        int all = plan.rounds + Math.max(3, plan.rounds / 3);
        List<Turn[]> turns = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(plan.threads);
        try {
            for (int round = 0; round < all; round++) {
                Turn[] ofRound = new Turn[sides.size()];
                for (int i = 0; i < ofRound.length; i++) {
                    int side = (i + round) % ofRound.length; // nobody always goes first
                    ofRound[side] = turn(pool, sides.get(side).loop());
                }
                turns.add(ofRound);
            }
        } finally {
            pool.shutdownNow();
        }
        return results(turns.subList(all - plan.rounds, all));
    }

    private List<Result> results(List<Turn[]> turns) {
        List<Result> results = new ArrayList<>();
        for (int side = 0; side < sides.size(); side++) {
            int index = side;
            results.add(new Result(
                    sides.get(side).name(),
                    Middle.of(turns.stream()
                            .mapToDouble(turn -> turn[index].nanos)
                            .toArray()),
                    Middle.of(turns.stream()
                            .mapToDouble(turn -> turn[index].nanos / turn[0].nanos)
                            .toArray()),
                    Middle.of(turns.stream()
                                    .mapToDouble(turn -> turn[index].bytes)
                                    .toArray())
                            .median));
        }
        return results;
    }

    private Turn turn(ExecutorService pool, Side.Loop loop) {
        CyclicBarrier start = new CyclicBarrier(plan.threads);
        List<Future<long[]>> parts = new ArrayList<>();
        for (int thread = 0; thread < plan.threads; thread++) {
            int from = thread * 7919;
            parts.add(pool.submit(() -> part(loop, from, start)));
        }
        long nanos = 0;
        long bytes = 0;
        long times = 0;
        for (Future<long[]> part : parts) {
            long[] measured = result(part);
            nanos += measured[0];
            bytes += measured[1];
            times += measured[2];
        }
        // of threads that wait side by side the throughput counts: what passes for all, shared by all that was done
        double cost = plan.cost == Cost.CPU ? nanos : (double) nanos / plan.threads;
        return new Turn(cost / times, (double) bytes / times);
    }

    private static long[] result(Future<long[]> part) {
        try {
            return part.get(5, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new IllegalStateException("a side failed", e);
        }
    }

    /** Processor or elapsed time, bytes, and how often. */
    private long[] part(Side.Loop loop, int from, CyclicBarrier start) throws Exception {
        start.await(1, TimeUnit.MINUTES);
        long begin = System.nanoTime();
        long end = begin + TimeUnit.MILLISECONDS.toNanos(plan.turnMillis);
        long cpu = THREADS.getCurrentThreadCpuTime();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long times = 0;
        int next = from;
        int seen = 0;
        while (System.nanoTime() - end < 0) {
            seen += loop.run(next, plan.batch);
            next += plan.batch;
            times += plan.batch;
        }
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        long spent = plan.cost == Cost.CPU ? THREADS.getCurrentThreadCpuTime() - cpu : System.nanoTime() - begin;
        sink = seen;
        return new long[] {spent, bytes, times};
    }

    /** Whatever the sides returned last. */
    int sink() {
        return sink;
    }
}
