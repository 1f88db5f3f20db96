package io.twofold.examples;

import io.twofold.Cached;
import io.twofold.PartialLoadException;
import io.twofold.ReadOptions;
import io.twofold.TieredCache;
import io.twofold.Twofold;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The examples of the pages on policies, one method each. */
final class Policies {
    private Policies() {}

    static TieredCache<Long, String> earlyRefresh(Twofold twofold, Database database) {
        return twofold.cache("prices", Long.class, String.class)
                .spec("ttl=1m, refresh.after=80%, refresh.rate=200")
                .loader(database::find)
                .build();
    }

    static TieredCache<Long, String> conditionalRefresh(Twofold twofold, Service service) {
        return twofold.cache("documents", Long.class, String.class)
                .spec("ttl=1m")
                .loader((id, context) -> {
                    Answer answer = service.get(id, context.previousValidator());
                    if (answer.isNotModified()) {
                        return context.notModified();
                    }
                    context.validator(answer.etag());
                    return answer.body();
                })
                .build();
    }

    static @Nullable String timeouts(Twofold twofold, Database database) {
        TieredCache<Long, String> products = twofold.cache("products", Long.class, String.class)
                .spec("ttl=1m, failSafe=1h, load.softTimeout=100ms, load.hardTimeout=2s")
                .loader(database::find)
                .build();
        ReadOptions inAHurry =
                ReadOptions.defaults().softTimeout(Duration.ofMillis(20)).hardTimeout(Duration.ofMillis(200));
        return products.read(42L, inAHurry).value();
    }

    static Cached<String> failSafe(Twofold twofold, Database database) {
        TieredCache<Long, String> offers = twofold.cache("offers", Long.class, String.class)
                .spec("ttl=1m, failSafe=1h, failSafe.retry=2s, failSafe.maxRetry=1m")
                .loader(database::find)
                .build();
        Cached<String> first = offers.read(42L, ReadOptions.defaults()); // isStale() is false
        database.stop();
        offers.expire(42L); // not the newest any more, but better than an error
        Cached<String> second = offers.read(42L, ReadOptions.defaults()); // the same value, isStale() is true
        return first.value() == null ? first : second;
    }

    static @Nullable String absentValues(Twofold twofold, Database database) {
        TieredCache<Long, String> vouchers = twofold.cache("vouchers", Long.class, String.class)
                .spec("ttl=1h, absentTtl=10s")
                .optionalLoader(database::lookUp)
                .build();
        String none = vouchers.get(99L); // asks the database, which has none
        return none == null ? vouchers.get(99L) : none; // doesn't, for ten seconds
    }

    static Map<Long, String> bulkLoading(Twofold twofold, Database database) {
        TieredCache<Long, String> articles = twofold.cache("articles", Long.class, String.class)
                .spec("ttl=10m, refresh.batch=100")
                .bulkLoader(database::findAll)
                .build();
        try {
            return articles.getAll(List.of(1L, 2L, 3L));
        } catch (PartialLoadException some) {
            some.failures().forEach((key, reason) -> System.err.println(key + ": " + reason));
            return Map.of();
        }
    }

    static TieredCache<Long, String> coldStart(Twofold twofold, Database database) {
        return twofold.cache("menus", Long.class, String.class)
                .spec("ttl=10m, jitter=20%, l1.maximumSize=50_000, warmUp=1000")
                .loader(database::find)
                .build();
    }

    /** What stands for an HTTP service with entity tags. */
    static final class Service {
        final AtomicInteger bodiesSent = new AtomicInteger();
        private final AtomicInteger version = new AtomicInteger(1);

        void change() {
            version.incrementAndGet();
        }

        Answer get(long id, @Nullable String knownEtag) {
            String now = Integer.toString(version.get());
            if (now.equals(knownEtag)) {
                return new Answer(true, now, "");
            }
            bodiesSent.incrementAndGet();
            return new Answer(false, now, "document " + id + " in version " + now);
        }
    }

    /** What the service says. */
    record Answer(boolean isNotModified, String etag, String body) {}

    /** What stands for a database. */
    static final class Database {
        final AtomicInteger queries = new AtomicInteger();
        final Map<Long, String> rows = new ConcurrentHashMap<>();
        private volatile boolean isStopped;

        void stop() {
            isStopped = true;
        }

        @Nullable
        String find(long id) {
            queries.incrementAndGet();
            if (isStopped) {
                throw new IllegalStateException("the database is stopped");
            }
            return rows.get(id);
        }

        Optional<String> lookUp(long id) {
            return Optional.ofNullable(find(id));
        }

        Map<Long, String> findAll(Set<Long> ids) {
            queries.incrementAndGet();
            Map<Long, String> found = new LinkedHashMap<>(rows);
            found.keySet().retainAll(ids);
            return found;
        }
    }
}
