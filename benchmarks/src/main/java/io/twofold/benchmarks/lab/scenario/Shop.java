package io.twofold.benchmarks.lab.scenario;

import io.twofold.testkit.FakeTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A small shop in simulated time: four nodes, a database whose queries take 50 ms, and requests for one product, for a
 * page of them, or for one that doesn't exist. The database is down for ten seconds. Every run is
 * the same. Not for use by many threads.
 */
final class Shop implements AutoCloseable {
    static final int NODES = 4;
    static final int PER_SECOND = 400;
    static final int SECONDS = 70;
    static final int PRODUCTS = 400;
    static final int PAGE = 20;
    private static final int GONE = 20;
    private static final int DOWN_FROM = 40;
    private static final int DOWN_UNTIL = 50;
    /** What comes before is the same burst for all, as everything is loaded for the first time. */
    private static final int WARM_FROM = 5;

    private static final double PAGES = 0.1;
    private static final double OF_NOTHING = 0.05;
    private static final Duration QUERY = Duration.ofMillis(50);

    private final FakeTime time = new FakeTime();
    private final SplittableRandom random = new SplittableRandom(1);
    private final long[] queries = new long[SECONDS + 1];
    private Shops.@Nullable Front front;
    private long began;
    private long waited;
    private long failed;

    /**
     * What came of it.
     *
     * @param queries of the database
     * @param busiest most queries in one second, once it was warm, and before the outage
     * @param afterwards most queries in one second after it
     * @param waited requests that waited for a query, their own or another's
     * @param failed requests that ended with an error
     */
    record Result(long queries, long busiest, long afterwards, long waited, long failed) {}

    FakeTime time() {
        return time;
    }

    Duration queryTime() {
        return QUERY;
    }

    /** How a query ends now, 50 ms after it began; counts it. */
    void query() {
        int second = second();
        queries[Math.min(second, SECONDS)]++;
        if (second >= DOWN_FROM && second < DOWN_UNTIL) {
            throw new IllegalStateException("the database is down");
        }
    }

    /** A row, or null if there is none. */
    static @Nullable String row(long id) {
        return id < PRODUCTS ? "product " + id : null;
    }

    private int second() {
        return (int) TimeUnit.NANOSECONDS.toSeconds(time.nanoTime() - began);
    }

    Result run(Function<Shop, Shops.Front> fronts) {
        Shops.Front built = fronts.apply(this);
        front = built;
        began = time.nanoTime();
        Duration between = Duration.ofSeconds(1).dividedBy(PER_SECOND);
        for (int i = 0; i < PER_SECOND * SECONDS; i++) {
            time.advance(between);
            request(built, i % NODES);
        }
        time.advance(QUERY.multipliedBy(10));
        return new Result(
                Arrays.stream(queries).sum(), most(WARM_FROM, DOWN_FROM), most(DOWN_UNTIL, SECONDS), waited, failed);
    }

    private long most(int from, int until) {
        return Arrays.stream(queries, from, until).max().orElse(0);
    }

    private void request(Shops.Front asked, int node) {
        double kind = random.nextDouble();
        CompletableFuture<?> answer;
        if (kind < PAGES) {
            long first = popular() / PAGE * PAGE;
            List<Long> page = LongStream.range(first, first + PAGE).boxed().toList();
            answer = asked.page(node, page);
        } else if (kind < PAGES + OF_NOTHING) {
            answer = asked.product(node, PRODUCTS + random.nextInt(GONE));
        } else {
            answer = asked.product(node, popular());
        }
        if (!answer.isDone()) {
            waited++;
        }
        var unused = answer.whenComplete((value, failure) -> {
            if (failure != null) {
                failed++;
            }
        });
    }

    /** A few products are wanted by many. */
    private long popular() {
        return (long) (PRODUCTS * Math.pow(random.nextDouble(), 3));
    }

    @Override
    public void close() {
        Shops.Front built = front;
        if (built != null) {
            built.close();
        }
    }
}
