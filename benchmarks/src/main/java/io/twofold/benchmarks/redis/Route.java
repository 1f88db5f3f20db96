package io.twofold.benchmarks.redis;

import io.twofold.benchmarks.peers.LettuceChannel;
import io.twofold.benchmarks.peers.Making;
import io.twofold.benchmarks.peers.RedissonChannel;
import io.twofold.benchmarks.redis.Propagation.Caches;
import io.twofold.benchmarks.redis.Propagation.Ends;
import io.twofold.benchmarks.redis.Propagation.Pair;
import java.util.function.Function;

/** On what an invalidation may reach another node. The first is the base. */
public enum Route {
    /** A bare topic. */
    REDISSON_TOPIC("Redisson topic", making -> new Ends(new RedissonChannel(making), new RedissonChannel(making))),
    /** Ours. */
    TWOFOLD(Contestant.TWOFOLD),
    /** Bare PUBLISH. */
    LETTUCE_PUBLISH("Lettuce PUBLISH", making -> new Ends(new LettuceChannel(making), new LettuceChannel(making))),
    /** Caffeine, a bucket and a topic. */
    HAND_WRITTEN(Contestant.HAND_WRITTEN),
    /** Redisson's own two tiers. */
    LOCAL_CACHED_MAP(Contestant.LOCAL_CACHED_MAP),
    /** JetCache's two levels. */
    JETCACHE(Contestant.JETCACHE),
    /** The same over Lettuce. */
    JETCACHE_LETTUCE(Contestant.JETCACHE_LETTUCE);

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // it holds nothing
    private final Function<Making, Pair> opening;

    Route(String title, Function<Making, Pair> opening) {
        this.title = title;
        this.opening = opening;
    }

    Route(Contestant contestant) {
        this(contestant.title(), making -> Caches.open(contestant, making));
    }

    /** What the report calls it. */
    public String title() {
        return title;
    }

    /** Two nodes of it. */
    public Propagation open(String uri) {
        return new Propagation(opening.apply(Workbench.plain(uri, "propagation-" + name())));
    }
}
