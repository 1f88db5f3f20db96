package io.twofold.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jspecify.annotations.Nullable;

/**
 * Runs a scenario of a few threads under many schedules, each decided at every access to shared memory. The scenario
 * makes what it uses anew each time, and checks it at the end. Exceptions and deadlocks count as broken, too.
 *
 * <p>A property that holds shows something only if the scenario can break: each has a twin, a copy of the mechanism
 * with one thing changed, that must.
 */
public final class Interleavings {
    private static final int SCHEDULES = System.getProperty("interleavings.long") == null ? 60 : 5_000;
    /** How many a twin may take until it is found broken. */
    private static final int SCHEDULES_OF_TWINS = 50_000;
    /** How many may fail of what Lincheck has found. */
    private static final int REPORTS = 10;

    /** Where {@link #shared} lets its object be seen. */
    @SuppressWarnings("unused") // written only
    private static volatile @Nullable Object seen;

    private Interleavings() {}

    public static void holds(Runnable scenario) {
        Lincheck.runConcurrentTest(SCHEDULES, scenario);
    }

    public static void breaks(Runnable scenario) {
        assertThatThrownBy(() -> run(scenario, REPORTS))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining(Check.BROKEN);
    }

    /**
     * Lincheck 3.7 sometimes fails to write down the schedule that it found, and then doesn't say what it broke. It
     * takes other schedules each time.
     */
    private static void run(Runnable scenario, int reports) {
        try {
            Lincheck.runConcurrentTest(SCHEDULES_OF_TWINS, scenario);
        } catch (IndexOutOfBoundsException unreported) {
            if (reports == 1 || !isOfTheReport(unreported)) {
                throw unreported;
            }
            run(scenario, reports - 1);
        }
    }

    private static boolean isOfTheReport(Exception failure) {
        return Arrays.stream(failure.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(LincheckAssertionError.class.getName()));
    }

    /**
     * The object, known to be used by several threads. Nothing switches threads at the accesses to an object that no
     * other thread can reach; what reaches a thread only as something that a lambda captured is overlooked on newer
     * JDKs, where nobody may read the lambda's fields.
     */
    public static <T> T shared(T object) {
        seen = object;
        return object;
    }

    /** Runs the tasks side by side, each in a thread of its own, until all have ended; throws what one of them threw. */
    public static void together(Runnable... tasks) {
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (Runnable task : tasks) {
            threads.add(new Thread(() -> {
                try {
                    task.run();
                } catch (Throwable failure) { // the scenario's own thread throws it
                    thrown.set(failure);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts a scenario", e);
            }
        }
        Throwable failure = thrown.get();
        if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw new AssertionError(failure);
        }
    }

    /** What a scenario expects; simpler than an assertion library, of which each step would be a place to switch. */
    public static final class Check {
        static final String BROKEN = "the property is broken";

        private Check() {}

        public static void that(boolean expected) {
            if (!expected) {
                throw new AssertionError(BROKEN);
            }
        }
    }
}
