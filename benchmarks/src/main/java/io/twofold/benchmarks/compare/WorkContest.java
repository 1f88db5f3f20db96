package io.twofold.benchmarks.compare;

import io.twofold.benchmarks.compare.Contest.Cost;
import io.twofold.benchmarks.compare.Contest.Plan;
import io.twofold.benchmarks.redis.Contestant;
import io.twofold.benchmarks.redis.Work;
import java.util.ArrayList;
import java.util.List;

/** One work on Redis, by all who do it. */
final class WorkContest implements AutoCloseable {
    private final Work work;
    private final Pace pace;
    private final WorkSides all;
    private WarmUp next;

    WorkContest(Work work, Pace pace) {
        this.work = work;
        this.pace = pace;
        this.all = new WorkSides(pace.starter());
        this.next = pace.warmUp();
    }

    /**
     * The rows of one size of values.
     *
     * @param name what the groups begin with; how many threads there are follows
     * @param threads how many work at once, one group for each
     */
    List<Row> run(String name, int bytes, int... threads) {
        Cost cost = work == Work.GET_ALL_L1 ? Cost.CPU : Cost.WALL; // nobody waits for anything in L1
        List<WorkSide> opened = all.open(work, bytes);
        List<Side> sides = sides(work, opened);
        List<Row> rows = new ArrayList<>();
        for (int count : threads) {
            Plan plan = new Plan(cost, count, pace.turnMillis(), 1);
            String group = name + ", " + count + (count == 1 ? " thread" : " threads");
            rows.addAll(Row.of(group, new Contest(plan, pace.rounds(), next, sides).run()));
            next = pace.warmUpAgain();
        }
        opened.forEach(WorkSide::check);
        return rows;
    }

    /** Those who do a work, as the report calls them. */
    static List<Side> sides(Work work, List<WorkSide> opened) {
        List<Side> sides = new ArrayList<>();
        for (int i = 0; i < opened.size(); i++) {
            sides.add(new Side(title(work.contestants().get(i), work), opened.get(i)));
        }
        return sides;
    }

    /** The bare clients by the commands that they are here for. */
    private static String title(Contestant contestant, Work work) {
        String title = contestant.title();
        return switch (contestant) {
            case REDISSON, REDISSON_BYTES, REDISSON_BATCH, LETTUCE, LETTUCE_BYTES ->
                switch (work) {
                    case L2_HIT -> title + ": GET";
                    case GET_ALL_L2 -> title + ": MGET";
                    case MISS -> title + ": GET, SET";
                    case PUT -> title + ": SET";
                    case INVALIDATE -> title + ": DEL, PUBLISH";
                    default -> title;
                };
            default -> title;
        };
    }

    @Override
    public void close() {
        all.close();
    }
}
