package io.twofold.benchmarks.redis;

import static io.twofold.benchmarks.redis.Contestant.CAFFEINE;
import static io.twofold.benchmarks.redis.Contestant.HAND_WRITTEN;
import static io.twofold.benchmarks.redis.Contestant.JETCACHE;
import static io.twofold.benchmarks.redis.Contestant.JETCACHE_LETTUCE;
import static io.twofold.benchmarks.redis.Contestant.LETTUCE;
import static io.twofold.benchmarks.redis.Contestant.LETTUCE_BYTES;
import static io.twofold.benchmarks.redis.Contestant.LOCAL_CACHED_MAP;
import static io.twofold.benchmarks.redis.Contestant.REDISSON;
import static io.twofold.benchmarks.redis.Contestant.REDISSON_BATCH;
import static io.twofold.benchmarks.redis.Contestant.REDISSON_BYTES;
import static io.twofold.benchmarks.redis.Contestant.SPRING;
import static io.twofold.benchmarks.redis.Contestant.TWOFOLD;

import io.twofold.benchmarks.peers.ComparedCache;
import io.twofold.benchmarks.peers.Making;
import io.twofold.benchmarks.peers.Product;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is done again and again, by whom, and on what. */
public enum Work {
    /** A value that Redis holds and the process has no room for. */
    L2_HIT(REDISSON, TWOFOLD, LETTUCE, REDISSON_BYTES, LETTUCE_BYTES, LOCAL_CACHED_MAP, JETCACHE, JETCACHE_LETTUCE) {
        @Override
        int once(ComparedCache cache, Keys keys, int number, Object value) {
            return found(cache.get(keys.one(number)));
        }
    },
    /** A hundred such values at once. */
    GET_ALL_L2(
            REDISSON, TWOFOLD, LETTUCE, REDISSON_BYTES, LETTUCE_BYTES, LOCAL_CACHED_MAP, JETCACHE, JETCACHE_LETTUCE) {
        @Override
        int once(ComparedCache cache, Keys keys, int number, Object value) {
            return hundred(cache, keys, number);
        }
    },
    /** A hundred values at once that the process holds. */
    GET_ALL_L1(CAFFEINE, TWOFOLD, SPRING, LOCAL_CACHED_MAP, JETCACHE) {
        @Override
        int once(ComparedCache cache, Keys keys, int number, Object value) {
            return hundred(cache, keys, number);
        }
    },
    /** A hundred values at once, of which the process holds one half and has no room for the other. Only these two can be told that. */
    GET_ALL_MIXED(HAND_WRITTEN, TWOFOLD) {
        @Override
        int once(ComparedCache cache, Keys keys, int number, Object value) {
            return hundred(cache, keys, number);
        }
    },
    /** A value that no tier holds; the load returns at once. Without a cache: GET, and SET with a time to live. */
    MISS(REDISSON, TWOFOLD, LETTUCE, HAND_WRITTEN, LOCAL_CACHED_MAP, JETCACHE, JETCACHE_LETTUCE) {
        @Override
        int once(ComparedCache cache, Keys keys, int number, Object value) {
            return found(cache.get(keys.fresh()));
        }
    },
    /** A put of a key that exists. Without a cache: SET. */
    PUT(REDISSON, TWOFOLD, LETTUCE, HAND_WRITTEN, LOCAL_CACHED_MAP, JETCACHE, JETCACHE_LETTUCE) {
        @Override
        int once(ComparedCache cache, Keys keys, int number, Object value) {
            cache.put(keys.one(number), value);
            return 1;
        }
    },
    /**
     * An invalidation, until it is acknowledged. Without a cache: DEL and PUBLISH, to one listener. From the second time
     * round the keys don't exist any more, for all alike.
     */
    INVALIDATE(REDISSON, TWOFOLD, REDISSON_BATCH, LETTUCE, HAND_WRITTEN, LOCAL_CACHED_MAP, JETCACHE, JETCACHE_LETTUCE) {
        @Override
        int once(ComparedCache cache, Keys keys, int number, Object value) {
            String key = keys.one(number);
            cache.invalidate(key);
            return key.length();
        }
    };

    private static final int ROOM = 10_000;
    /** What isn't quite as meant, such as the first reads, at most. */
    private static final double SOME = 0.05;
    /** The same on a busy machine, for what goes late. */
    private static final double MORE = 0.15;

    @SuppressWarnings("ImmutableEnumChecker") // a copy that nobody can change
    private final List<Contestant> contestants;

    Work(Contestant... contestants) {
        this.contestants = List.of(contestants);
    }

    /** Who does it; the first is the base. */
    public List<Contestant> contestants() {
        return contestants;
    }

    /** Does it once; returns something that depends on the result. */
    abstract int once(ComparedCache cache, Keys keys, int number, Object value);

    private static int found(@Nullable Object value) {
        if (value instanceof Product product) {
            return product.name().length();
        }
        if (value instanceof byte[] bytes) {
            return bytes.length;
        }
        throw new IllegalStateException("there is no value, so that this would measure something else");
    }

    private static int hundred(ComparedCache cache, Keys keys, int number) {
        Set<String> asked = keys.hundred(number);
        int found = cache.getAll(asked).size();
        if (found < asked.size()) {
            throw new IllegalStateException("only " + found + " were found, so that this would measure something else");
        }
        return found;
    }

    /** How the caches are made. Only a miss loads: a value that must be there and isn't is an error. */
    Making making(Making plain, Object value) {
        return switch (this) {
            case L2_HIT, GET_ALL_L2 -> plain.with(0).with(Work::noLoad);
            case GET_ALL_L1 -> plain.with(Keys.COUNT * 5 / 4).with(Work::noLoad);
            case GET_ALL_MIXED -> plain.with(ROOM).with(Work::noLoad).keeping(Keys::isOfKeptHalf);
            case MISS -> plain.with(ROOM).with(Duration.ofMinutes(1)).with(key -> value);
            case PUT, INVALIDATE -> plain.with(ROOM);
        };
    }

    /** Whether the process is to hold nothing at first, or only what it reads; what it has no room for it drops sooner or later, not at once. */
    boolean isForRedisFirst() {
        return this == L2_HIT || this == GET_ALL_L2 || this == GET_ALL_MIXED;
    }

    private static Object noLoad(String key) {
        throw new IllegalStateException("no tier holds " + key + ", so that this would measure something else");
    }

    /** Whether Twofold's L1 answered as many reads as it should have, no more and no fewer. */
    boolean isMeant(double l1HitRate) {
        return switch (this) {
            case L2_HIT, GET_ALL_L2, MISS -> l1HitRate < SOME;
            case GET_ALL_L1 -> l1HitRate > 1 - SOME;
            case GET_ALL_MIXED ->
                l1HitRate > 0.5 - SOME && l1HitRate < 0.5 + MORE; // what mustn't stay, goes a little later
            case PUT, INVALIDATE -> true;
        };
    }
}
