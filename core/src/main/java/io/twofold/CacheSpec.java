package io.twofold;

import io.twofold.internal.spec.ColdStartSettings;
import io.twofold.internal.spec.EntrySettings;
import io.twofold.internal.spec.Kind;
import io.twofold.internal.spec.LoadSettings;
import io.twofold.internal.spec.OutageSettings;
import io.twofold.internal.spec.RemoteSettings;
import io.twofold.internal.spec.Setting;
import io.twofold.internal.spec.Settings;
import io.twofold.internal.spec.TrustSettings;
import io.twofold.internal.spec.WriteSettings;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
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
 *   name     = as the builder's method, with a dot after "l1", "l2", "refresh", "load", "failSafe", "audit", "outage" and
 *              "write": l1.maximumSize is l1MaximumSize
 *   value    = duration | size | count | number | part | switch | word | classes
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
    public static CacheSpecBuilder builder() {
        return new CacheSpecBuilder(Settings.none());
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
        Duration ttl = settings.set(EntrySettings.TTL);
        if (ttl == null) {
            throw new CacheSpecException(where + "ttl is missing: no entry lives for ever; set ttl="
                    + EntrySettings.TTL.allowed().text() + ", such as ttl=10m");
        }
        Duration l1Ttl = settings.set(EntrySettings.L1_TTL);
        if (l1Ttl != null && l1Ttl.compareTo(ttl) > 0) {
            throw tooLarge(where, EntrySettings.L1_TTL, l1Ttl, "at most ttl=", ttl);
        }
        if (settings.set(EntrySettings.L1_MAXIMUM_SIZE) != null
                && settings.set(EntrySettings.L1_MAXIMUM_WEIGHT) != null) {
            throw new CacheSpecException(where + "l1.maximumSize=" + settings.get(EntrySettings.L1_MAXIMUM_SIZE)
                    + " and l1.maximumWeight=" + settings.get(EntrySettings.L1_MAXIMUM_WEIGHT)
                    + " are both set: allowed is one of them");
        }
        if (settings.set(LoadSettings.SOFT_TIMEOUT) != null && settings.set(LoadSettings.FAIL_SAFE) == null) {
            throw new CacheSpecException(
                    where + "load.softTimeout="
                            + Kind.DURATION.print(settings.get(LoadSettings.SOFT_TIMEOUT))
                            + " has no stale value to return: set failSafe, such as failSafe=10m, or leave load.softTimeout out");
        }
        Duration heartbeat = settings.set(TrustSettings.HEARTBEAT);
        Duration maxStaleness = settings.get(TrustSettings.MAX_STALENESS);
        if (heartbeat != null && heartbeat.multipliedBy(2).compareTo(maxStaleness) > 0) {
            throw tooLarge(where, TrustSettings.HEARTBEAT, heartbeat, "at most half of maxStaleness=", maxStaleness);
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
    public CacheSpecBuilder toBuilder() {
        return new CacheSpecBuilder(settings);
    }

    /** How long an entry lives after it was loaded or put. */
    public Duration ttl() {
        return settings.get(EntrySettings.TTL);
    }

    /** The largest part, 0 to 0.5, by which a life is shortened at random. */
    public double jitter() {
        return settings.get(EntrySettings.JITTER);
    }

    /** How long it is remembered that the source has no value; zero for not at all. */
    public Duration absentTtl() {
        return orZero(EntrySettings.ABSENT_TTL);
    }

    private Duration orZero(Setting<Duration> setting) {
        Duration value = settings.set(setting);
        return value == null ? Duration.ZERO : value;
    }

    /** After which part of its life, 0.1 to 1, an entry is refreshed. */
    public double refreshAfter() {
        return settings.get(LoadSettings.REFRESH_AFTER);
    }

    /** How much earlier for each unit of what a load costs. */
    public double refreshBeta() {
        return settings.get(LoadSettings.REFRESH_BETA);
    }

    /** How many refreshes of this node are under way at once. */
    public int refreshParallel() {
        return Math.toIntExact(settings.get(LoadSettings.REFRESH_PARALLEL));
    }

    /** How many refreshes the fleet begins in a second at most; 0 for as many as are due. */
    public int refreshRate() {
        return Math.toIntExact(settings.get(LoadSettings.REFRESH_RATE));
    }

    /** How many keys are refreshed by one call of the bulk loader. */
    public int refreshBatch() {
        return Math.toIntExact(settings.get(LoadSettings.REFRESH_BATCH));
    }

    /** After how long a stale value is returned; zero for never. */
    public Duration loadSoftTimeout() {
        return orZero(LoadSettings.SOFT_TIMEOUT);
    }

    /** After how long a load is given up. */
    public Duration loadHardTimeout() {
        return settings.get(LoadSettings.HARD_TIMEOUT);
    }

    /** How long a failed load is remembered; zero for not at all. */
    public Duration loadErrorTtl() {
        return orZero(LoadSettings.ERROR_TTL);
    }

    /** How long after its end a value is kept; zero for not at all. */
    public Duration failSafe() {
        return orZero(LoadSettings.FAIL_SAFE);
    }

    /** After how long a failed load is tried again at first. */
    public Duration failSafeRetry() {
        return settings.get(LoadSettings.FAIL_SAFE_RETRY);
    }

    /** After how long at most. */
    public Duration failSafeMaxRetry() {
        return settings.get(LoadSettings.FAIL_SAFE_MAX_RETRY);
    }

    /** How many entries L1 keeps; 0 for none. Doesn't count if {@link #l1MaximumWeight()} is set. */
    public long l1MaximumSize() {
        return settings.get(EntrySettings.L1_MAXIMUM_SIZE);
    }

    /** How much the entries of L1 may weigh together, if that bounds L1. */
    public OptionalLong l1MaximumWeight() {
        Long weight = settings.set(EntrySettings.L1_MAXIMUM_WEIGHT);
        return weight == null ? OptionalLong.empty() : OptionalLong.of(weight);
    }

    /** How long an entry lives in L1. */
    public Duration l1Ttl() {
        Duration l1Ttl = settings.set(EntrySettings.L1_TTL);
        return l1Ttl == null ? ttl() : l1Ttl;
    }

    /** Whether entries are shared through the remote tier. */
    public boolean l2() {
        return settings.get(RemoteSettings.L2);
    }

    /** How long one operation of the remote tier may take. */
    public Duration l2Timeout() {
        return settings.get(RemoteSettings.L2_TIMEOUT);
    }

    /** How long a lease lasts if the node that holds it has died. */
    public Duration l2Lease() {
        return settings.get(RemoteSettings.L2_LEASE);
    }

    /** How long the guard of a write lasts if the node that writes has died. */
    public Duration l2Guard() {
        return settings.get(RemoteSettings.L2_GUARD);
    }

    /** What a change returns that the remote tier hasn't acknowledged. */
    public Unacknowledged l2Unacknowledged() {
        return settings.get(RemoteSettings.L2_UNACKNOWLEDGED);
    }

    /** How many replicas must have a change before it is acknowledged, and a heartbeat before it proves anything. */
    public int l2Replicas() {
        return Math.toIntExact(settings.get(RemoteSettings.L2_REPLICAS));
    }

    /** Into how many shards the cache is cut; if that isn't set, the remote tier says how many suit its servers. */
    public OptionalInt l2Shards() {
        Long shards = settings.set(RemoteSettings.L2_SHARDS);
        return shards == null ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(shards));
    }

    /** How many steps a shard's log keeps. */
    public int l2LogLength() {
        return Math.toIntExact(settings.get(RemoteSettings.L2_LOG_LENGTH));
    }

    /** The largest encoded value, in bytes. */
    public int l2MaxValueSize() {
        return settings.get(RemoteSettings.L2_MAX_VALUE_SIZE);
    }

    /** How values are compressed in L2. */
    public Compression l2Compression() {
        return settings.get(RemoteSettings.L2_COMPRESSION);
    }

    /** Above which size, in bytes, they are. */
    public int l2CompressAbove() {
        return settings.get(RemoteSettings.L2_COMPRESS_ABOVE);
    }

    /** The longest that a value is served after an invalidation of it was acknowledged. */
    public Duration maxStaleness() {
        return settings.get(TrustSettings.MAX_STALENESS);
    }

    /** How often a node asks whether it missed an invalidation. */
    public Duration heartbeat() {
        Duration heartbeat = settings.set(TrustSettings.HEARTBEAT);
        return heartbeat == null ? maxStaleness().dividedBy(4) : heartbeat;
    }

    /** What becomes of entries once the remote tier hasn't answered for {@link #maxStaleness()}. */
    public OnOutage onOutage() {
        return settings.get(TrustSettings.ON_OUTAGE);
    }

    /** The part of the reads, 0 to 1, that are compared with the source afterwards. */
    public double audit() {
        return settings.get(TrustSettings.AUDIT);
    }

    /** How many audits this node begins in a second at most. */
    public int auditRate() {
        return Math.toIntExact(settings.get(TrustSettings.AUDIT_RATE));
    }

    /** After how many unanswered operations in a row the remote tier isn't asked any more. */
    public int l2BreakerFailures() {
        return Math.toIntExact(settings.get(OutageSettings.BREAKER_FAILURES));
    }

    /** How often it is tried then whether the remote tier answers again. */
    public Duration l2BreakerPause() {
        return settings.get(OutageSettings.BREAKER_PAUSE);
    }

    /** How many loads this node begins in a second at most while the remote tier can't be asked, if that is bounded. */
    public OptionalLong outageLoadRate() {
        Long rate = settings.set(OutageSettings.LOAD_RATE);
        return rate == null ? OptionalLong.empty() : OptionalLong.of(rate);
    }

    /** How many of the fleet's hottest entries a node that starts reads from L2; 0 for none. */
    public int warmUp() {
        return Math.toIntExact(settings.get(ColdStartSettings.WARM_UP));
    }

    /** What a put and a remove do with the source. */
    public WriteStrategy write() {
        return settings.get(WriteSettings.WRITE);
    }

    /** Whether this node takes its turn in writing to the source. */
    public boolean writeFlush() {
        return settings.get(WriteSettings.FLUSH);
    }

    /** How many values the batch writer is given at a time at most. */
    public int writeBatch() {
        return Math.toIntExact(settings.get(WriteSettings.BATCH));
    }

    /** How long a value waits at least before it is written to the source. */
    public Duration writeDelay() {
        return settings.get(WriteSettings.DELAY);
    }

    /** How many keys may wait to be written to the source. */
    public long writeBacklog() {
        return settings.get(WriteSettings.BACKLOG);
    }

    /** What a put does that finds no room in the backlog. */
    public OnBacklog writeOnBacklog() {
        return settings.get(WriteSettings.ON_BACKLOG);
    }

    /** How long a put waits for room in the backlog. */
    public Duration writeTimeout() {
        return settings.get(WriteSettings.TIMEOUT);
    }

    /** How long after the death of the node that wrote to the source another takes over. */
    public Duration writeLease() {
        return settings.get(WriteSettings.LEASE);
    }

    /** How often a value is tried alone before it is set aside as a dead letter. */
    public int writeAttempts() {
        return Math.toIntExact(settings.get(WriteSettings.ATTEMPTS));
    }

    /** The longest pause between attempts to write a value. */
    public Duration writeBackoff() {
        return settings.get(WriteSettings.BACKOFF);
    }

    /** How long closing the cache may take to write what waits. */
    public Duration writeDrain() {
        return settings.get(WriteSettings.DRAIN);
    }

    /** Whether the user confirms that the server evicts nothing that has no time to live. */
    public boolean writeNoEviction() {
        return settings.get(WriteSettings.NO_EVICTION);
    }

    /** The names of further classes that may stand in a value. */
    public List<String> types() {
        return settings.get(EntrySettings.TYPES);
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
}
