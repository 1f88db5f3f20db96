package io.twofold.testkit.engine;

import io.twofold.CacheLoader;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The database behind a cache: counts its loads, and lets things happen in the middle of one. */
final class Source implements CacheLoader<String, String> {
    final Map<String, String> values = new ConcurrentHashMap<>();
    final AtomicInteger loads = new AtomicInteger();
    private final Queue<Step> steps = new ConcurrentLinkedQueue<>();

    /** What happens in a load. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    /** Has something happen in the next load that has none yet: after the value was read, before it is returned. */
    void afterReading(Step step) {
        steps.add(step);
    }

    /** Has the next load fail. */
    void failOnce(Throwable failure) {
        afterReading(() -> sneak(failure));
    }

    @SuppressWarnings("unchecked") // so that a loader can throw any kind of throwable
    private static <X extends Throwable> void sneak(Throwable failure) throws X {
        throw (X) failure;
    }

    @Override
    public String load(String key) throws Exception {
        loads.incrementAndGet();
        String value = values.get(key);
        Step step = steps.poll();
        if (step != null) {
            step.run();
        }
        return value;
    }
}
