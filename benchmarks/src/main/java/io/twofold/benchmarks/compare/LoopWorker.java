package io.twofold.benchmarks.compare;

import com.sun.management.ThreadMXBean;
import io.twofold.benchmarks.compare.Contest.Cost;
import io.twofold.benchmarks.compare.Contest.Plan;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Repeats a loop in this process. One turn at a time. */
final class LoopWorker implements Side.Worker {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final @Nullable CompilationMXBean JIT = ManagementFactory.getCompilationMXBean();
    /** The same threads turn by turn, also where others have theirs in between: what is kept for a thread stays warm. */
    private static final ExecutorService POOL = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 10, TimeUnit.MINUTES, new SynchronousQueue<>(), LoopWorker::thread);

    private final Side.Loop loop;
    private volatile int sink;

    LoopWorker(Side.Loop loop) {
        this.loop = loop;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "turn");
        thread.setDaemon(true);
        return thread;
    }

    /** What a thread did: processor or elapsed time, bytes, and how often. */
    private record Part(long spent, long bytes, long times) {}

    @Override
    public Turn turn(Plan plan) {
        long begin = System.nanoTime();
        long compiled = compiled();
        CyclicBarrier start = new CyclicBarrier(plan.threads());
        List<Future<Part>> parts = new ArrayList<>();
        for (int thread = 0; thread < plan.threads(); thread++) {
            int from = thread * 7919;
            parts.add(POOL.submit(() -> part(plan, from, start)));
        }
        long spent = 0;
        long bytes = 0;
        long times = 0;
        for (Future<Part> each : parts) {
            Part part = result(each);
            spent += part.spent;
            bytes += part.bytes;
            times += part.times;
        }
        // of threads that wait side by side the throughput counts: what passes for all, shared by all that was done
        double cost = plan.cost() == Cost.CPU ? spent : (double) spent / plan.threads();
        return new Turn(cost / times, (double) bytes / times, System.nanoTime() - begin, compiled() - compiled);
    }

    /** How long the JIT has worked so far, in nanoseconds. */
    private static long compiled() {
        return JIT == null ? 0 : TimeUnit.MILLISECONDS.toNanos(JIT.getTotalCompilationTime());
    }

    private static Part result(Future<Part> part) {
        try {
            return part.get(5, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a side failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("a side doesn't end its turn", e);
        }
    }

    private Part part(Plan plan, int from, CyclicBarrier start) throws Exception {
        start.await(1, TimeUnit.MINUTES);
        long begin = System.nanoTime();
        long end = begin + TimeUnit.MILLISECONDS.toNanos(plan.turnMillis());
        long cpu = THREADS.getCurrentThreadCpuTime();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long times = 0;
        int next = from;
        int seen = 0;
        do {
            seen += loop.run(next, plan.batch());
            next += plan.batch();
            times += plan.batch();
        } while (System.nanoTime() - end < 0);
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        long spent = plan.cost() == Cost.CPU ? THREADS.getCurrentThreadCpuTime() - cpu : System.nanoTime() - begin;
        sink = seen;
        return new Part(spent, bytes, times);
    }

    /** Whatever the loop returned last. */
    int sink() {
        return sink;
    }
}
