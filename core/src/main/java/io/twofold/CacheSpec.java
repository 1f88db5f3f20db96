package io.twofold;

import io.twofold.internal.spec.Setting;
import io.twofold.internal.spec.Settings;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a cache is to be like. Immutable; made by a {@linkplain #builder() builder} or from a line of text, which
 * it prints again:
 *
 * <pre>{@code
 * ttl=10m, jitter=10%, l1.maximumSize=50_000, l1.ttl=1m, l2=on, maxStaleness=2s
 * }</pre>
 *
 * <pre>
 *   spec     = [ setting *( "," setting ) ]
 *   setting  = name "=" value                 white space around either doesn't count
 *   name     = as the builder's method, with a dot after "l1", "l2" and "audit": l1.maximumSize is l1MaximumSize
 *   value    = duration | size | count | part | switch | word | classes
 *   duration = digits ( "ns" | "us" | "ms" | "s" | "m" | "h" | "d" ) | ISO-8601
 *   size     = digits [ "B" | "KB" | "MB" ]   a KB is 1,024 B
 *   count    = digits                         underscores may group digits everywhere
 *   part     = number "%" | number
 *   switch   = "on" | "off"
 *   classes  = class *( "|" class )
 * </pre>
 *
 * <p>A spec must set {@code ttl}: no entry lives for ever. Every other setting has a default; the reference of all
 * is in the documentation.
 */
public final class CacheSpec {
    private final Settings settings;

    private CacheSpec(Settings settings) {
        this.settings = settings;
    }

    /** Begins a spec. */
    public static Builder builder() {
        return new Builder(Settings.none());
    }

    /**
     * Reads a spec.
     *
     * @throws CacheSpecException if the text is wrong
     */
    public static CacheSpec parse(String text) {
        return of(Settings.parse(text, ""), "");
    }

    /** Reads the spec of a cache, whose name any error will say. */
    static CacheSpec parse(String cache, String text) {
        String where = where(cache);
        return of(Settings.parse(text, where), where);
    }

    static String where(String cache) {
        return "cache '" + cache + "': ";
    }

    /** Checks what concerns more than one setting. */
    static CacheSpec of(Settings settings, String where) {
        Duration ttl = settings.set(Settings.TTL);
        if (ttl == null) {
            throw new CacheSpecException(where + "ttl is missing: no entry lives for ever; set ttl="
                    + Settings.TTL.allowed().text() + ", such as ttl=10m");
        }
        Duration l1Ttl = settings.set(Settings.L1_TTL);
        if (l1Ttl != null && l1Ttl.compareTo(ttl) > 0) {
            throw tooLarge(where, Settings.L1_TTL, l1Ttl, "at most ttl=", ttl);
        }
        if (settings.set(Settings.L1_MAXIMUM_SIZE) != null && settings.set(Settings.L1_MAXIMUM_WEIGHT) != null) {
            throw new CacheSpecException(where + "l1.maximumSize=" + settings.get(Settings.L1_MAXIMUM_SIZE)
                    + " and l1.maximumWeight=" + settings.get(Settings.L1_MAXIMUM_WEIGHT)
                    + " are both set: allowed is one of them");
        }
        Duration heartbeat = settings.set(Settings.HEARTBEAT);
        Duration maxStaleness = settings.get(Settings.MAX_STALENESS);
        if (heartbeat != null && heartbeat.multipliedBy(2).compareTo(maxStaleness) > 0) {
            throw tooLarge(where, Settings.HEARTBEAT, heartbeat, "at most half of maxStaleness=", maxStaleness);
        }
        return new CacheSpec(settings);
    }

    private static CacheSpecException tooLarge(
            String where, Setting<Duration> setting, Duration value, String bound, Duration limit) {
        return new CacheSpecException(
                where + setting.name() + "=" + setting.kind().print(value) + " is not allowed: it must be " + bound
                        + setting.kind().print(limit));
    }

    /** A builder that begins with these settings. */
    public Builder toBuilder() {
        return new Builder(settings);
    }

    /** How long an entry lives after it was loaded or put. */
    public Duration ttl() {
        return settings.get(Settings.TTL);
    }

    /** The largest part, 0 to 0.5, by which a life is shortened at random. */
    public double jitter() {
        return settings.get(Settings.JITTER);
    }

    /** How many entries L1 keeps; 0 for none. Doesn't count if {@link #l1MaximumWeight()} is set. */
    public long l1MaximumSize() {
        return settings.get(Settings.L1_MAXIMUM_SIZE);
    }

    /** How much the entries of L1 may weigh together, if that bounds L1. */
    public OptionalLong l1MaximumWeight() {
        Long weight = settings.set(Settings.L1_MAXIMUM_WEIGHT);
        return weight == null ? OptionalLong.empty() : OptionalLong.of(weight);
    }

    /** How long an entry lives in L1. */
    public Duration l1Ttl() {
        Duration l1Ttl = settings.set(Settings.L1_TTL);
        return l1Ttl == null ? ttl() : l1Ttl;
    }

    /** Whether entries are shared through the remote tier. */
    public boolean l2() {
        return settings.get(Settings.L2);
    }

    /** How long one operation of the remote tier may take. */
    public Duration l2Timeout() {
        return settings.get(Settings.L2_TIMEOUT);
    }

    /** How long a lease lasts if the node that holds it has died. */
    public Duration l2Lease() {
        return settings.get(Settings.L2_LEASE);
    }

    /** How long the guard of a write lasts if the node that writes has died. */
    public Duration l2Guard() {
        return settings.get(Settings.L2_GUARD);
    }

    /** What a change returns that the remote tier hasn't acknowledged. */
    public Unacknowledged l2Unacknowledged() {
        return settings.get(Settings.L2_UNACKNOWLEDGED);
    }

    /** How many replicas must have a change before it counts as acknowledged. */
    public int l2Replicas() {
        return Math.toIntExact(settings.get(Settings.L2_REPLICAS));
    }

    /** Into how many shards the cache is cut. */
    public int l2Shards() {
        return Math.toIntExact(settings.get(Settings.L2_SHARDS));
    }

    /** How many steps a shard's log keeps. */
    public int l2LogLength() {
        return Math.toIntExact(settings.get(Settings.L2_LOG_LENGTH));
    }

    /** The largest encoded value, in bytes. */
    public int l2MaxValueSize() {
        return settings.get(Settings.L2_MAX_VALUE_SIZE);
    }

    /** How values are compressed in L2. */
    public Compression l2Compression() {
        return settings.get(Settings.L2_COMPRESSION);
    }

    /** Above which size, in bytes, they are. */
    public int l2CompressAbove() {
        return settings.get(Settings.L2_COMPRESS_ABOVE);
    }

    /** The longest that a value is served after an invalidation of it was acknowledged. */
    public Duration maxStaleness() {
        return settings.get(Settings.MAX_STALENESS);
    }

    /** How often a node asks whether it missed an invalidation. */
    public Duration heartbeat() {
        Duration heartbeat = settings.set(Settings.HEARTBEAT);
        return heartbeat == null ? maxStaleness().dividedBy(4) : heartbeat;
    }

    /** What becomes of entries once the remote tier hasn't answered for {@link #maxStaleness()}. */
    public OnOutage onOutage() {
        return settings.get(Settings.ON_OUTAGE);
    }

    /** The part of the reads, 0 to 1, that are compared with the source afterwards. */
    public double audit() {
        return settings.get(Settings.AUDIT);
    }

    /** How many audits this node begins in a second at most. */
    public int auditRate() {
        return Math.toIntExact(settings.get(Settings.AUDIT_RATE));
    }

    /** The names of further classes that may stand in a value. */
    public List<String> types() {
        return settings.get(Settings.TYPES);
    }

    /** The settings that were set, as text that reads back as an equal spec. */
    @Override
    public String toString() {
        return settings.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CacheSpec that && settings.equals(that.settings);
    }

    @Override
    public int hashCode() {
        return settings.hashCode();
    }

    /**
     * Sets what a spec says. Each method throws {@link CacheSpecException} for a value that isn't allowed by
     * itself, {@link #build()} for values that don't go together. Not thread-safe.
     */
    public static final class Builder {
        private Settings settings;

        private Builder(Settings settings) {
            this.settings = settings;
        }

        private <T> Builder set(Setting<T> setting, T value) {
            settings = settings.with(setting, value, "");
            return this;
        }

        /** See {@link CacheSpec#ttl()}. Required; 1 ms to 365 days. */
        public Builder ttl(Duration ttl) {
            return set(Settings.TTL, ttl);
        }

        /** See {@link CacheSpec#jitter()}. 0 to 0.5; default 0.1. */
        public Builder jitter(double part) {
            return set(Settings.JITTER, part + 0.0); // so that -0.0 becomes the zero that its text stands for
        }

        /** See {@link CacheSpec#l1MaximumSize()}. 0 or more; default 10,000. */
        public Builder l1MaximumSize(long entries) {
            return set(Settings.L1_MAXIMUM_SIZE, entries);
        }

        /** See {@link CacheSpec#l1MaximumWeight()}. 1 or more; needs a weigher, excludes a maximum size. */
        public Builder l1MaximumWeight(long weight) {
            return set(Settings.L1_MAXIMUM_WEIGHT, weight);
        }

        /** See {@link CacheSpec#l1Ttl()}. At most the TTL, which is the default. */
        public Builder l1Ttl(Duration ttl) {
            return set(Settings.L1_TTL, ttl);
        }

        /** See {@link CacheSpec#l2()}. Default on. */
        public Builder l2(boolean on) {
            return set(Settings.L2, on);
        }

        /** See {@link CacheSpec#l2Timeout()}. 1 ms to 1 minute; default 500 ms. */
        public Builder l2Timeout(Duration timeout) {
            return set(Settings.L2_TIMEOUT, timeout);
        }

        /** See {@link CacheSpec#l2Lease()}. 100 ms to 5 minutes; default 2 s. */
        public Builder l2Lease(Duration lease) {
            return set(Settings.L2_LEASE, lease);
        }

        /** See {@link CacheSpec#l2Guard()}. 100 ms to 10 minutes; default 10 s. */
        public Builder l2Guard(Duration guard) {
            return set(Settings.L2_GUARD, guard);
        }

        /** See {@link CacheSpec#l2Unacknowledged()}. Default pending. */
        public Builder l2Unacknowledged(Unacknowledged unacknowledged) {
            return set(Settings.L2_UNACKNOWLEDGED, unacknowledged);
        }

        /** See {@link CacheSpec#l2Replicas()}. 0 to 5; default 0. */
        public Builder l2Replicas(int replicas) {
            return set(Settings.L2_REPLICAS, (long) replicas);
        }

        /** See {@link CacheSpec#l2Shards()}. A power of two, 1 to 1,024; default 16. */
        public Builder l2Shards(int shards) {
            return set(Settings.L2_SHARDS, (long) shards);
        }

        /** See {@link CacheSpec#l2LogLength()}. 10 to 1,000,000; default 1,000. */
        public Builder l2LogLength(int steps) {
            return set(Settings.L2_LOG_LENGTH, (long) steps);
        }

        /** See {@link CacheSpec#l2MaxValueSize()}. 1 B to 512 MB; default 1 MB. */
        public Builder l2MaxValueSize(int bytes) {
            return set(Settings.L2_MAX_VALUE_SIZE, bytes);
        }

        /** See {@link CacheSpec#l2Compression()}. Default none. */
        public Builder l2Compression(Compression compression) {
            return set(Settings.L2_COMPRESSION, compression);
        }

        /** See {@link CacheSpec#l2CompressAbove()}. 0 B to 512 MB; default 2 KB. */
        public Builder l2CompressAbove(int bytes) {
            return set(Settings.L2_COMPRESS_ABOVE, bytes);
        }

        /** See {@link CacheSpec#maxStaleness()}. 50 ms to 1 hour; default 5 s. */
        public Builder maxStaleness(Duration bound) {
            return set(Settings.MAX_STALENESS, bound);
        }

        /** See {@link CacheSpec#heartbeat()}. 10 ms to half of maxStaleness; default a quarter of it. */
        public Builder heartbeat(Duration interval) {
            return set(Settings.HEARTBEAT, interval);
        }

        /** See {@link CacheSpec#onOutage()}. Default bounded. */
        public Builder onOutage(OnOutage policy) {
            return set(Settings.ON_OUTAGE, policy);
        }

        /** See {@link CacheSpec#audit()}. 0 to 1; default 0. */
        public Builder audit(double part) {
            return set(Settings.AUDIT, part + 0.0);
        }

        /** See {@link CacheSpec#auditRate()}. 1 to 10,000; default 10. */
        public Builder auditRate(int perSecond) {
            return set(Settings.AUDIT_RATE, (long) perSecond);
        }

        /** See {@link CacheSpec#types()}. None for an empty list, which is the default. */
        public Builder types(List<String> classNames) {
            if (classNames.isEmpty()) {
                settings = settings.without(Settings.TYPES);
                return this;
            }
            return set(Settings.TYPES, List.copyOf(classNames));
        }

        /**
         * The spec.
         *
         * @throws CacheSpecException if settings don't go together, or the TTL is missing
         */
        public CacheSpec build() {
            return of(settings, "");
        }
    }
}
