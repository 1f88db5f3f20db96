package io.twofold.benchmarks.compare;

import io.twofold.benchmarks.compare.Contest.Cost;
import io.twofold.benchmarks.compare.Contest.Plan;
import io.twofold.benchmarks.redis.Contestant;
import io.twofold.benchmarks.redis.Propagation;
import io.twofold.benchmarks.redis.Route;
import io.twofold.benchmarks.redis.Stampede;
import io.twofold.benchmarks.redis.StartUp;
import io.twofold.benchmarks.redis.Work;
import io.twofold.testkit.EmbeddedRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** Work with Redis, by Twofold, by what it stands on, and by what one might use instead. */
final class RedisContests {
    /** Of most workloads; a row of a table takes about so much. */
    private static final int BYTES = 300;

    private static final int KB = 1_024;
    private static final int WARM_UP = 200;
    /** Of what takes Redis about a tenth of a millisecond; it tells its own time to a few microseconds. */
    private static final int SOME = 50;

    private static final int BLOCKS = 10;
    private static final double MICROS = 1e3;
    private static final double MILLIS = 1e6;

    private RedisContests() {}

    /** Hits in L2. */
    static List<Row> l2(Pace pace) {
        try (WorkContest contest = new WorkContest(Work.L2_HIT, pace)) {
            List<Row> rows = new ArrayList<>();
            for (int bytes : new int[] {100, KB, 10 * KB}) {
                int[] threads = pace.all() || bytes == KB ? new int[] {1, 2, 16, 64} : new int[] {1, 16};
                rows.addAll(contest.run("L2 hit, " + size(bytes), bytes, threads));
            }
            return rows;
        }
    }

    private static String size(int bytes) {
        return bytes < KB ? bytes + " B" : bytes / KB + " KB";
    }

    /** A hundred at once. */
    static List<Row> getAll(Pace pace) {
        List<Row> rows = new ArrayList<>();
        rows.addAll(work("getAll of 100 in L2, 300 B", Work.GET_ALL_L2, pace, 1));
        rows.addAll(work("getAll of 100 in L1, 300 B", Work.GET_ALL_L1, pace, 1));
        rows.addAll(work("getAll of 100, 50 of them in L1, 300 B", Work.GET_ALL_MIXED, pace, 1));
        return rows;
    }

    /** Cold misses. */
    static List<Row> miss(Pace pace) {
        return work("cold miss, 300 B", Work.MISS, pace, 1, 16);
    }

    /** Puts. */
    static List<Row> put(Pace pace) {
        return work("put, 300 B", Work.PUT, pace, 1, 16);
    }

    /** Invalidations, for the one who makes them. */
    static List<Row> invalidate(Pace pace) {
        return work("invalidate", Work.INVALIDATE, pace, 1, 16);
    }

    private static List<Row> work(String name, Work work, Pace pace, int... threads) {
        try (WorkContest contest = new WorkContest(work, pace)) {
            return contest.run(name, BYTES, threads);
        }
    }

    /** What it costs Redis. It has no JIT, so that its clients needn't be warm; short turns end what is only at first. */
    static List<Row> server(Pace pace) {
        try (WorkSides all = new WorkSides(pace.starter())) {
            List<Row> rows = new ArrayList<>();
            for (Work work : new Work[] {Work.L2_HIT, Work.GET_ALL_L2, Work.MISS, Work.PUT, Work.INVALIDATE}) {
                List<WorkSide> opened = all.open(work, BYTES);
                int times = Math.min(pace.samples(), work == Work.GET_ALL_L2 ? SOME : 10 * SOME);
                Samples.Measuring measuring = side -> {
                    double before = all.serverMicros();
                    opened.get(side).run(times);
                    return (all.serverMicros() - before) / times;
                };
                List<Side> sides = WorkContest.sides(work, opened);
                List<String> titles = sides.stream().map(Side::name).toList();
                pace.warmUpAgain().run(sides, new Plan(Cost.WALL, 1, pace.turnMillis(), 1));
                new Samples(titles, 1).take(measuring);
                rows.addAll(new Samples(titles, pace.rounds())
                        .take(measuring)
                        .rows("processor time of Redis, " + of(work), Samples.percentile(50), pace.rounds(), "us"));
            }
            return rows;
        }
    }

    private static String of(Work work) {
        return switch (work) {
            case L2_HIT -> "L2 hit";
            case GET_ALL_L2 -> "getAll of 100";
            default -> work.name().toLowerCase(Locale.ROOT);
        };
    }

    /** From the start of a write until the other node no longer serves the old value. */
    static List<Row> propagation(Pace pace) {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Opened<Propagation> opened =
                        new Opened<>(Stream.of(Route.values()), route -> route.open(redis.uri()))) {
            List<String> titles = Stream.of(Route.values()).map(Route::title).toList();
            Samples.Measuring measuring = side -> {
                Propagation one = opened.all.get(side);
                one.prepare();
                return one.measure() / MICROS;
            };
            new Samples(titles, Math.min(WARM_UP, pace.samples())).take(measuring);
            Samples samples = new Samples(titles, pace.samples()).take(measuring);
            List<Row> rows = new ArrayList<>();
            int blocks = Math.min(BLOCKS, pace.samples());
            String group = "invalidation until another node serves it no more, ";
            rows.addAll(samples.rows(group + "p50", Samples.percentile(50), blocks, "us"));
            rows.addAll(samples.rows(group + "p99", Samples.percentile(99), blocks, "us"));
            rows.addAll(samples.rows(group + "max", Samples.percentile(100), blocks, "us"));
            return rows;
        }
    }

    /** Many ask for one cold key. */
    static List<Row> stampede(Pace pace) {
        List<Contestant> contestants = Stampede.CONTESTANTS;
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Opened<Stampede> opened = new Opened<>(contestants.stream(), one -> new Stampede(one, redis.uri()))) {
            List<String> titles = titles("one load and nothing else", contestants);
            int rounds = pace.rounds();
            double[][] loads = new double[titles.size()][rounds + 1];
            int[] taken = new int[titles.size()];
            Samples.Measuring measuring = side -> {
                Stampede.Outcome outcome =
                        side == 0 ? Stampede.alone() : opened.all.get(side - 1).run();
                loads[side][taken[side]++] = outcome.loads();
                return outcome.nanos() / MILLIS;
            };
            new Samples(titles, 1).take(measuring); // what a first call brings with it isn't meant
            Samples times = new Samples(titles, rounds).take(measuring);
            int[] next = new int[titles.size()];
            Samples counts = new Samples(titles, rounds).take(side -> loads[side][++next[side]]);
            String group = "cold stampede, " + Stampede.NODES + " x " + Stampede.THREADS + " threads, load of "
                    + Stampede.LOAD_MILLIS + " ms, ";
            List<Row> rows = new ArrayList<>();
            rows.addAll(times.rows(group + "last answer", Samples.percentile(50), rounds, "ms"));
            rows.addAll(times.rows(group + "last answer, worst", Samples.percentile(100), 1, "ms"));
            rows.addAll(counts.rows(group + "most loads", Samples.percentile(100), rounds, "loads"));
            return rows;
        }
    }

    private static List<String> titles(String first, List<Contestant> contestants) {
        return Stream.concat(Stream.of(first), contestants.stream().map(Contestant::title))
                .toList();
    }

    /** From nothing to a hit. */
    static List<Row> startUp(Pace pace) {
        List<Contestant> contestants = StartUp.CONTESTANTS;
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Opened<StartUp> opened = new Opened<>(contestants.stream(), one -> new StartUp(one, redis.uri()))) {
            List<String> titles = contestants.stream().map(Contestant::title).toList();
            Samples.Measuring measuring = side -> opened.all.get(side).run() / MILLIS;
            new Samples(titles, 2).take(measuring);
            return new Samples(titles, pace.rounds())
                    .take(measuring)
                    .rows("start-up to the first hits", Samples.percentile(50), pace.rounds(), "ms");
        }
    }

    /** Several things that are closed together, also if one can't be opened. */
    private static final class Opened<T extends AutoCloseable> implements AutoCloseable {
        private final List<T> all = new ArrayList<>();

        <S> Opened(Stream<S> of, Function<S, T> opening) {
            try {
                of.forEach(each -> all.add(opening.apply(each)));
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }

        @Override
        public void close() {
            for (T each : all) {
                try {
                    each.close();
                } catch (Exception e) {
                    throw new IllegalStateException("can't be closed", e);
                }
            }
        }
    }
}
