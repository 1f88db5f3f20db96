package io.twofold.benchmarks.compare;

import io.twofold.benchmarks.redis.Contestant;
import java.util.List;
import java.util.function.Function;

/**
 * How thorough a comparison on Redis is.
 *
 * @param rounds of turns that count
 * @param turnMillis of a turn
 * @param samples of what is measured one by one, such as the time that a message takes
 * @param all whether every size and number of threads is tried
 * @param warmUp of a process, before its first turn
 * @param warmUpAgain of the same before it does the same with other values, or with more threads
 * @param starter of one who works on Redis
 */
record Pace(
        int rounds,
        long turnMillis,
        int samples,
        boolean all,
        WarmUp warmUp,
        WarmUp warmUpAgain,
        Function<Contestant, WorkSide> starter) {
    /** The heap of a side's process: none needs more, and a dozen of them have room on most machines. */
    static final int HEAP_MB = 512;

    /** No heap grows while it is measured; JIT and collector are what the JVM chooses, as an application has them. */
    private static final List<String> OPTIONS = List.of("-Xms" + HEAP_MB + "m", "-Xmx" + HEAP_MB + "m");

    /** With a processor of its own, which the JIT takes too, most are quiet by then. */
    private static final WarmUp MOST_QUIET = WarmUp.ofSeconds(15);
    /** The same with a machine that does other work. */
    private static final WarmUp ALL_QUIET = WarmUp.ofSeconds(25);
    /** What is left then is compiled already, but for what only more threads or larger values do. */
    private static final WarmUp SOME_MORE = new WarmUp(500, 2_000);

    private static final WarmUp MUCH_MORE = WarmUp.ofSeconds(5);

    private static WorkSide start(Contestant contestant) {
        return new SideProcess(contestant, Processors.HERE.launcher(), OPTIONS);
    }

    static Pace of(Length length) {
        return switch (length) {
            case SHORT -> new Pace(length.rounds(), 100, 4_000, false, MOST_QUIET, SOME_MORE, Pace::start);
            case FULL -> new Pace(length.rounds(), 150, 10_000, true, ALL_QUIET, MUCH_MORE, Pace::start);
        };
    }
}
