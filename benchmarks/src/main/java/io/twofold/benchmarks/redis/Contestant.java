package io.twofold.benchmarks.redis;

import io.twofold.benchmarks.peers.CaffeineOnly;
import io.twofold.benchmarks.peers.ComparedCache;
import io.twofold.benchmarks.peers.HandWritten;
import io.twofold.benchmarks.peers.JetCacheLevels;
import io.twofold.benchmarks.peers.JetCacheLevels.Stampede;
import io.twofold.benchmarks.peers.LettuceStrings;
import io.twofold.benchmarks.peers.Making;
import io.twofold.benchmarks.peers.RedissonBuckets;
import io.twofold.benchmarks.peers.RedissonLocalCachedMap;
import io.twofold.benchmarks.peers.SpringCaffeine;
import java.util.function.Function;

/** What is compared. */
public enum Contestant {
    /** Bare Redisson with objects. */
    REDISSON("Redisson, Kryo5Codec", RedissonBuckets::kryo),
    /** The same, with what belongs together sent together. */
    REDISSON_BATCH("Redisson, batch", RedissonBuckets::batching),
    /** Bare Redisson with bytes. */
    REDISSON_BYTES("Redisson, bytes", RedissonBuckets::bytes),
    /** Bare Lettuce with objects. */
    LETTUCE("Lettuce, Kryo5Codec", LettuceStrings::kryo),
    /** Bare Lettuce with bytes. */
    LETTUCE_BYTES("Lettuce, bytes", LettuceStrings::bytes),
    /** Caffeine in front of Redisson's buckets, and a topic. */
    HAND_WRITTEN("Caffeine and Redisson by hand", HandWritten::new),
    /** The same for one node, without the topic. */
    HAND_WRITTEN_ALONE("Caffeine and Redisson by hand, no topic", HandWritten::alone),
    /** Redisson's own two tiers. */
    LOCAL_CACHED_MAP("Redisson local cached map", RedissonLocalCachedMap::new),
    /** JetCache's two levels. */
    JETCACHE("JetCache on Redisson", making -> JetCacheLevels.redisson(making, Stampede.UNPROTECTED)),
    /** The same, where one of a process loads. */
    JETCACHE_PROTECTED(
            "JetCache on Redisson, penetrationProtect", making -> JetCacheLevels.redisson(making, Stampede.PROTECTED)),
    /** The same over Lettuce. */
    JETCACHE_LETTUCE("JetCache on Lettuce", making -> JetCacheLevels.lettuce(making, Stampede.UNPROTECTED)),
    /** Bare Caffeine. */
    CAFFEINE("Caffeine", CaffeineOnly::new),
    /** Spring's cache. */
    SPRING("Spring, Caffeine", SpringCaffeine::new),
    /** Ours. */
    TWOFOLD("Twofold", TwofoldNode::new);

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // it holds nothing
    private final Function<Making, ComparedCache> opening;

    Contestant(String title, Function<Making, ComparedCache> opening) {
        this.title = title;
        this.opening = opening;
    }

    /** What the report calls it. */
    public String title() {
        return title;
    }

    /** One node. */
    public ComparedCache open(Making making) {
        return opening.apply(making.named(making.name() + "-" + name()));
    }

    /** Whether its values are bytes, which it doesn't decode. */
    public boolean takesBytes() {
        return this == REDISSON_BYTES || this == LETTUCE_BYTES;
    }
}
