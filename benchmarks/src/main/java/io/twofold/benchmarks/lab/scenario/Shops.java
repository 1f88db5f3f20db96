package io.twofold.benchmarks.lab.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** What may stand between a shop's requests and its database, without Twofold. */
final class Shops {
    private static final Duration TTL = Duration.ofSeconds(10);

    private Shops() {}

    /** Answers the requests of every node. */
    interface Front extends AutoCloseable {
        /** One product; completes with null if there is none. */
        CompletableFuture<?> product(int node, long id);

        /** A page of them. */
        CompletableFuture<?> page(int node, List<Long> ids);

        @Override
        void close();
    }

    /** A query for each product. */
    private static CompletableFuture<@Nullable String> query(Shop shop, long id) {
        CompletableFuture<@Nullable String> row = new CompletableFuture<>();
        var unused = shop.time()
                .schedule(
                        () -> {
                            try {
                                shop.query();
                                row.complete(Shop.row(id));
                            } catch (IllegalStateException down) {
                                row.completeExceptionally(down);
                            }
                        },
                        shop.queryTime().toNanos());
        return row;
    }

    private static CompletableFuture<?> each(List<Long> ids, LongFunction<CompletableFuture<?>> one) {
        return CompletableFuture.allOf(ids.stream().map(one::apply).toArray(CompletableFuture<?>[]::new));
    }

    /** Every request goes to the database. */
    static final class NoCache implements Front {
        private final Shop shop;

        NoCache(Shop shop) {
            this.shop = shop;
        }

        @Override
        public CompletableFuture<?> product(int node, long id) {
            return query(shop, id);
        }

        @Override
        public CompletableFuture<?> page(int node, List<Long> ids) {
            return each(ids, id -> query(shop, id));
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    /** What many services begin with: look, else ask the database and keep what it says. */
    static final class Maps implements Front {
        private final Shop shop;
        private final List<Map<Long, Kept>> ofNodes = new ArrayList<>();
        private final @Nullable Map<Long, Kept> shared;

        private record Kept(String value, long until) {}

        private Maps(Shop shop, boolean isShared) {
            this.shop = shop;
            this.shared = isShared ? new HashMap<>() : null;
            for (int i = 0; i < Shop.NODES; i++) {
                ofNodes.add(new HashMap<>());
            }
        }

        static Maps ofEachProcess(Shop shop) {
            return new Maps(shop, false);
        }

        static Maps shared(Shop shop) {
            return new Maps(shop, true);
        }

        @Override
        public CompletableFuture<?> product(int node, long id) {
            Map<Long, Kept> mine = ofNodes.get(node);
            Kept kept = fresh(mine, id);
            if (kept == null && shared != null) {
                kept = fresh(shared, id);
                if (kept != null) {
                    mine.put(id, kept);
                }
            }
            if (kept != null) {
                return CompletableFuture.completedFuture(kept.value);
            }
            return query(shop, id).thenApply(row -> keep(mine, id, row));
        }

        private @Nullable String keep(Map<Long, Kept> mine, long id, @Nullable String row) {
            if (row != null) {
                Kept kept = new Kept(row, shop.time().nanoTime() + TTL.toNanos());
                mine.put(id, kept);
                if (shared != null) {
                    shared.put(id, kept);
                }
            }
            return row;
        }

        private @Nullable Kept fresh(Map<Long, Kept> map, long id) {
            Kept kept = map.get(id);
            return kept != null && kept.until - shop.time().nanoTime() > 0 ? kept : null;
        }

        @Override
        public CompletableFuture<?> page(int node, List<Long> ids) {
            return each(ids, id -> product(node, id));
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
