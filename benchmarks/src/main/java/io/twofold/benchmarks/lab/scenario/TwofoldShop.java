package io.twofold.benchmarks.lab.scenario;

import io.twofold.AsyncTieredCache;
import io.twofold.CacheBuilder;
import io.twofold.Twofold;
import io.twofold.testkit.FakeRandom;
import io.twofold.testkit.InMemoryRemote;
import io.twofold.testkit.InMemoryServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RunnableFuture;
import org.jspecify.annotations.Nullable;

/** A Twofold on every node of a shop, over one remote tier. */
final class TwofoldShop implements Shops.Front {
    private final Shop shop;
    private final List<Twofold> nodes = new ArrayList<>();
    private final List<AsyncTieredCache<Long, String>> caches = new ArrayList<>();

    TwofoldShop(Shop shop, String spec, boolean isBulk) {
        this.shop = shop;
        InMemoryServer server = new InMemoryServer(shop.time());
        for (int i = 0; i < Shop.NODES; i++) {
            Twofold node = Twofold.builder()
                    .remote(new InMemoryRemote(server))
                    .executor(executor())
                    .time(shop.time())
                    .random(FakeRandom.seeded(i + 1))
                    .build();
            nodes.add(node);
            CacheBuilder<Long, String> builder =
                    node.cache("products", Long.class, String.class).spec(spec).loader(this::load);
            caches.add((isBulk ? builder.bulkLoader(this::loadAll) : builder)
                    .build()
                    .async());
        }
    }

    /**
     * Replies and upkeep take no time; whatever else is given to the executor is a load, or the beginning of a refresh,
     * and takes as long as a query. So a load is under way for that long, as far as anybody can tell.
     */
    private Executor executor() {
        return task -> {
            if (task instanceof CompletableFuture.AsynchronousCompletionTask
                    || task instanceof ForkJoinTask
                    || task instanceof RunnableFuture) {
                task.run();
            } else {
                var unused = shop.time().schedule(task, shop.queryTime().toNanos());
            }
        };
    }

    private @Nullable String load(long id) {
        shop.query();
        return Shop.row(id);
    }

    private Map<Long, String> loadAll(Set<Long> ids) {
        shop.query();
        Map<Long, String> rows = new HashMap<>();
        for (long id : ids) {
            String row = Shop.row(id);
            if (row != null) {
                rows.put(id, row);
            }
        }
        return rows;
    }

    @Override
    public CompletableFuture<?> product(int node, long id) {
        return caches.get(node).get(id);
    }

    @Override
    public CompletableFuture<?> page(int node, List<Long> ids) {
        return caches.get(node).getAll(ids);
    }

    @Override
    public void close() {
        nodes.forEach(Twofold::close);
    }
}
