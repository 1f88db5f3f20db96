package io.twofold;

import io.twofold.internal.spec.ColdStartSettings;
import io.twofold.internal.spec.EntrySettings;
import io.twofold.internal.spec.LoadSettings;
import io.twofold.internal.spec.OutageSettings;
import io.twofold.internal.spec.RemoteSettings;
import io.twofold.internal.spec.Setting;
import io.twofold.internal.spec.Settings;
import io.twofold.internal.spec.TrustSettings;
import io.twofold.internal.spec.WriteSettings;
import java.time.Duration;
import java.util.List;

/**
 * Sets what a spec says. Each method throws {@link CacheSpecException} for a value that isn't allowed by
 * itself, {@link #build()} for values that don't go together. Not thread-safe.
 */
public final class CacheSpecBuilder {
    private Settings settings;

    CacheSpecBuilder(Settings settings) {
        this.settings = settings;
    }

    private <T> CacheSpecBuilder set(Setting<T> setting, T value) {
        settings = settings.with(setting, value, "");
        return this;
    }

    /** See {@link CacheSpec#ttl()}. Required; 1 ms to 365 days. */
    public CacheSpecBuilder ttl(Duration ttl) {
        return set(EntrySettings.TTL, ttl);
    }

    /** See {@link CacheSpec#jitter()}. 0 to 0.5; default 0.1. */
    public CacheSpecBuilder jitter(double part) {
        return set(EntrySettings.JITTER, part + 0.0); // so that -0.0 becomes the zero that its text stands for
    }

    /** See {@link CacheSpec#absentTtl()}. 1 ms to 365 days; unless set, it isn't remembered. */
    public CacheSpecBuilder absentTtl(Duration ttl) {
        return set(EntrySettings.ABSENT_TTL, ttl);
    }

    /** See {@link CacheSpec#refreshAfter()}. 0.1 to 1; default 0.9. */
    public CacheSpecBuilder refreshAfter(double part) {
        return set(LoadSettings.REFRESH_AFTER, part);
    }

    /** See {@link CacheSpec#refreshBeta()}. 0 to 100; default 1. */
    public CacheSpecBuilder refreshBeta(double beta) {
        return set(LoadSettings.REFRESH_BETA, beta + 0.0);
    }

    /** See {@link CacheSpec#refreshParallel()}. 1 to 10,000; default 16. */
    public CacheSpecBuilder refreshParallel(int refreshes) {
        return set(LoadSettings.REFRESH_PARALLEL, (long) refreshes);
    }

    /** See {@link CacheSpec#refreshRate()}. 0 to 1,000,000; default 0. */
    public CacheSpecBuilder refreshRate(int perSecond) {
        return set(LoadSettings.REFRESH_RATE, (long) perSecond);
    }

    /** See {@link CacheSpec#refreshBatch()}. 1 to 10,000; default 1. */
    public CacheSpecBuilder refreshBatch(int keys) {
        return set(LoadSettings.REFRESH_BATCH, (long) keys);
    }

    /** See {@link CacheSpec#loadSoftTimeout()}. 1 ms to 1 hour; unless set, never; needs {@link #failSafe}. */
    public CacheSpecBuilder loadSoftTimeout(Duration timeout) {
        return set(LoadSettings.SOFT_TIMEOUT, timeout);
    }

    /** See {@link CacheSpec#loadHardTimeout()}. 1 ms to 1 hour; default 30 s. */
    public CacheSpecBuilder loadHardTimeout(Duration timeout) {
        return set(LoadSettings.HARD_TIMEOUT, timeout);
    }

    /** See {@link CacheSpec#loadErrorTtl()}. 1 ms to 1 hour; unless set, not at all. */
    public CacheSpecBuilder loadErrorTtl(Duration ttl) {
        return set(LoadSettings.ERROR_TTL, ttl);
    }

    /** See {@link CacheSpec#failSafe()}. 1 ms to 30 days; unless set, not at all. */
    public CacheSpecBuilder failSafe(Duration window) {
        return set(LoadSettings.FAIL_SAFE, window);
    }

    /** See {@link CacheSpec#failSafeRetry()}. 1 ms to 1 hour; default 1 s. */
    public CacheSpecBuilder failSafeRetry(Duration delay) {
        return set(LoadSettings.FAIL_SAFE_RETRY, delay);
    }

    /** See {@link CacheSpec#failSafeMaxRetry()}. 1 ms to 1 day; default 30 s. */
    public CacheSpecBuilder failSafeMaxRetry(Duration delay) {
        return set(LoadSettings.FAIL_SAFE_MAX_RETRY, delay);
    }

    /** See {@link CacheSpec#l1MaximumSize()}. 0 or more; default 10,000. */
    public CacheSpecBuilder l1MaximumSize(long entries) {
        return set(EntrySettings.L1_MAXIMUM_SIZE, entries);
    }

    /** See {@link CacheSpec#l1MaximumWeight()}. 1 or more; needs a weigher, excludes a maximum size. */
    public CacheSpecBuilder l1MaximumWeight(long weight) {
        return set(EntrySettings.L1_MAXIMUM_WEIGHT, weight);
    }

    /** See {@link CacheSpec#l1Ttl()}. At most the TTL, which is the default. */
    public CacheSpecBuilder l1Ttl(Duration ttl) {
        return set(EntrySettings.L1_TTL, ttl);
    }

    /** See {@link CacheSpec#l2()}. Default on. */
    public CacheSpecBuilder l2(boolean on) {
        return set(RemoteSettings.L2, on);
    }

    /** See {@link CacheSpec#l2Timeout()}. 1 ms to 1 minute; default 500 ms. */
    public CacheSpecBuilder l2Timeout(Duration timeout) {
        return set(RemoteSettings.L2_TIMEOUT, timeout);
    }

    /** See {@link CacheSpec#l2Lease()}. 100 ms to 5 minutes; default 2 s. */
    public CacheSpecBuilder l2Lease(Duration lease) {
        return set(RemoteSettings.L2_LEASE, lease);
    }

    /** See {@link CacheSpec#l2Guard()}. 100 ms to 10 minutes; default 10 s. */
    public CacheSpecBuilder l2Guard(Duration guard) {
        return set(RemoteSettings.L2_GUARD, guard);
    }

    /** See {@link CacheSpec#l2Unacknowledged()}. Default pending. */
    public CacheSpecBuilder l2Unacknowledged(Unacknowledged unacknowledged) {
        return set(RemoteSettings.L2_UNACKNOWLEDGED, unacknowledged);
    }

    /** See {@link CacheSpec#l2Replicas()}. 0 to 5; default 0. */
    public CacheSpecBuilder l2Replicas(int replicas) {
        return set(RemoteSettings.L2_REPLICAS, (long) replicas);
    }

    /** See {@link CacheSpec#l2Shards()}. A power of two, 1 to 1,024; default 1, or 16 in a Redis Cluster. */
    public CacheSpecBuilder l2Shards(int shards) {
        return set(RemoteSettings.L2_SHARDS, (long) shards);
    }

    /** See {@link CacheSpec#l2LogLength()}. 10 to 1,000,000; default 4,000. */
    public CacheSpecBuilder l2LogLength(int steps) {
        return set(RemoteSettings.L2_LOG_LENGTH, (long) steps);
    }

    /** See {@link CacheSpec#l2MaxValueSize()}. 1 B to 512 MB; default 1 MB. */
    public CacheSpecBuilder l2MaxValueSize(int bytes) {
        return set(RemoteSettings.L2_MAX_VALUE_SIZE, bytes);
    }

    /** See {@link CacheSpec#l2Compression()}. Default none. */
    public CacheSpecBuilder l2Compression(Compression compression) {
        return set(RemoteSettings.L2_COMPRESSION, compression);
    }

    /** See {@link CacheSpec#l2CompressAbove()}. 0 B to 512 MB; default 2 KB. */
    public CacheSpecBuilder l2CompressAbove(int bytes) {
        return set(RemoteSettings.L2_COMPRESS_ABOVE, bytes);
    }

    /** See {@link CacheSpec#maxStaleness()}. 50 ms to 1 hour; default 5 s. */
    public CacheSpecBuilder maxStaleness(Duration bound) {
        return set(TrustSettings.MAX_STALENESS, bound);
    }

    /** See {@link CacheSpec#heartbeat()}. 10 ms to half of maxStaleness; default a quarter of it. */
    public CacheSpecBuilder heartbeat(Duration interval) {
        return set(TrustSettings.HEARTBEAT, interval);
    }

    /** See {@link CacheSpec#onOutage()}. Default bounded. */
    public CacheSpecBuilder onOutage(OnOutage policy) {
        return set(TrustSettings.ON_OUTAGE, policy);
    }

    /** See {@link CacheSpec#audit()}. 0 to 1; default 0. */
    public CacheSpecBuilder audit(double part) {
        return set(TrustSettings.AUDIT, part + 0.0);
    }

    /** See {@link CacheSpec#auditRate()}. 1 to 10,000; default 10. */
    public CacheSpecBuilder auditRate(int perSecond) {
        return set(TrustSettings.AUDIT_RATE, (long) perSecond);
    }

    /** See {@link CacheSpec#l2BreakerFailures()}. 1 to 1,000; default 5. */
    public CacheSpecBuilder l2BreakerFailures(int failures) {
        return set(OutageSettings.BREAKER_FAILURES, (long) failures);
    }

    /** See {@link CacheSpec#l2BreakerPause()}. 10 ms to 5 minutes; default 1 s. */
    public CacheSpecBuilder l2BreakerPause(Duration pause) {
        return set(OutageSettings.BREAKER_PAUSE, pause);
    }

    /** See {@link CacheSpec#outageLoadRate()}. 1 to 1,000,000; not bounded by default. */
    public CacheSpecBuilder outageLoadRate(int perSecond) {
        return set(OutageSettings.LOAD_RATE, (long) perSecond);
    }

    /** See {@link CacheSpec#warmUp()}. 0 to 10,000; default 0. */
    public CacheSpecBuilder warmUp(int entries) {
        return set(ColdStartSettings.WARM_UP, (long) entries);
    }

    /** See {@link CacheSpec#write()}. Default aside. */
    public CacheSpecBuilder write(WriteStrategy strategy) {
        return set(WriteSettings.WRITE, strategy);
    }

    /** See {@link CacheSpec#writeFlush()}. Default on. */
    public CacheSpecBuilder writeFlush(boolean value) {
        return set(WriteSettings.FLUSH, value);
    }

    /** See {@link CacheSpec#writeBatch()}. 1 to 10,000; default 500. */
    public CacheSpecBuilder writeBatch(int value) {
        return set(WriteSettings.BATCH, (long) value);
    }

    /** See {@link CacheSpec#writeDelay()}. 0 to 1 hour; default 1 s. */
    public CacheSpecBuilder writeDelay(Duration value) {
        return set(WriteSettings.DELAY, value);
    }

    /** See {@link CacheSpec#writeBacklog()}. 1 to 100,000,000; default 100,000. */
    public CacheSpecBuilder writeBacklog(long value) {
        return set(WriteSettings.BACKLOG, value);
    }

    /** See {@link CacheSpec#writeOnBacklog()}. Default wait. */
    public CacheSpecBuilder writeOnBacklog(OnBacklog value) {
        return set(WriteSettings.ON_BACKLOG, value);
    }

    /** See {@link CacheSpec#writeTimeout()}. 1 ms to 10 minutes; default 10 s. */
    public CacheSpecBuilder writeTimeout(Duration value) {
        return set(WriteSettings.TIMEOUT, value);
    }

    /** See {@link CacheSpec#writeLease()}. 100 ms to 5 minutes; default 5 s. */
    public CacheSpecBuilder writeLease(Duration value) {
        return set(WriteSettings.LEASE, value);
    }

    /** See {@link CacheSpec#writeAttempts()}. 1 to 1,000; default 20. */
    public CacheSpecBuilder writeAttempts(int value) {
        return set(WriteSettings.ATTEMPTS, (long) value);
    }

    /** See {@link CacheSpec#writeBackoff()}. 10 ms to 1 hour; default 30 s. */
    public CacheSpecBuilder writeBackoff(Duration value) {
        return set(WriteSettings.BACKOFF, value);
    }

    /** See {@link CacheSpec#writeDrain()}. 0 to 10 minutes; default 10 s. */
    public CacheSpecBuilder writeDrain(Duration value) {
        return set(WriteSettings.DRAIN, value);
    }

    /** See {@link CacheSpec#writeNoEviction()}. Default off. */
    public CacheSpecBuilder writeNoEviction(boolean value) {
        return set(WriteSettings.NO_EVICTION, value);
    }

    /** See {@link CacheSpec#types()}. None for an empty list, which is the default. */
    public CacheSpecBuilder types(List<String> classNames) {
        if (classNames.isEmpty()) {
            settings = settings.without(EntrySettings.TYPES);
            return this;
        }
        return set(EntrySettings.TYPES, List.copyOf(classNames));
    }

    /**
     * The spec.
     *
     * @throws CacheSpecException if settings don't go together, or the TTL is missing
     */
    public CacheSpec build() {
        return CacheSpec.of(settings, "");
    }
}
