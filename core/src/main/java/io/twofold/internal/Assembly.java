package io.twofold.internal;

import io.twofold.CacheSpec;
import io.twofold.CacheWriter;
import io.twofold.ContextLoader;
import io.twofold.OnOutage;
import io.twofold.WriteStrategy;
import io.twofold.internal.codec.EntryCodec;
import io.twofold.internal.codec.KeyCodecs;
import io.twofold.internal.codec.KeyMapper;
import io.twofold.internal.write.BehindSettings;
import io.twofold.internal.write.Translator;
import io.twofold.internal.write.WriteBehind;
import io.twofold.policy.FailSafe;
import io.twofold.policy.Lifetime;
import io.twofold.policy.Rate;
import io.twofold.policy.RefreshAhead;
import io.twofold.spi.RemoteCache;
import io.twofold.spi.RemoteTier;
import io.twofold.spi.RemoteTierFactory;
import io.twofold.spi.ValueCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * The composition root of one cache: what it was told and what its manager has in, the cache out. Collaborators
 * are made nowhere else.
 *
 * <pre>
 *   BlockingView, AsyncView -> Engine -+-> LocalTier            L1
 *                                      +-> ReadPath  -> Leader -> RemoteGateway -> RemoteTier    L2
 *                                      |                       -> Loading -> LoadRunner          the source
 *                                      +-> Refresher -> ReadPath
 *                                      +-> WritePath -> RemoteGateway, Outbox, Coherence
 *   RemoteTier's feed -> Coherence -> Fences, LocalTier, ShardTracker
 *   Heartbeat -> RemoteGateway -> Coherence; WarmUp -> RemoteTier, ReadPath
 *   Explainer -> LocalTier, ReadPath, RemoteGateway; AuditedEngine -> Auditor -> Explainer, the source
 * </pre>
 */
final class Assembly<K, V> {
    private final CacheConfig<K, V> config;
    private final CacheSpec spec;
    private final Manager.Shared shared;
    private final int shards;
    private final Counters counters = new Counters();
    private final Fences fences = new Fences();
    private final Journal journal = new Journal();
    private final Wakeups wakeups;
    private final Warnings warnings;
    private final Ids ids;
    private final String nodeId;
    private final Lifespans lifespans;
    private final LocalTier<V> local;

    Assembly(CacheConfig<K, V> config, CacheSpec spec, Manager.Shared shared) {
        this.config = config;
        this.spec = spec;
        this.shared = shared;
        this.shards = Layout.shards(spec, shared.remote());
        this.nodeId = shared.random().identity();
        this.ids = new Ids(nodeId);
        this.wakeups = new Wakeups(shared.time());
        this.warnings = new Warnings(config.name(), shared.time());
        this.lifespans = lifespans();
        this.local = new LocalTier<>(
                spec, Weighers.of(config, spec), new LocalTier.LocalRuntime(shared.time(), fences, counters));
    }

    private Lifespans lifespans() {
        return new Lifespans(
                Lifetime.of(spec.ttl(), spec.l1Ttl(), spec.absentTtl(), spec.jitter()),
                new RefreshAhead(spec.refreshAfter(), spec.refreshBeta()),
                new FailSafe(
                        spec.failSafe().toNanos(),
                        spec.failSafeRetry().toNanos(),
                        spec.failSafeMaxRetry().toNanos()),
                shared.random());
    }

    Engine<K, V> assemble() {
        LoadRules.check(config, spec);
        RemoteTierFactory remote = shared.remote();
        WriteRules.check(config, spec, remote != null && spec.l2());
        return remote != null && spec.l2() ? withRemote(remote) : ofThisProcessOnly();
    }

    private boolean isShared() {
        return shared.remote() != null && spec.l2();
    }

    private Engine<K, V> ofThisProcessOnly() {
        long now = shared.time().nanoTime();
        Shards shards = new Shards(1, shard -> ShardTracker.ofThisProcessOnly(counters, now));
        Parts<K, V> parts = parts(
                new NoRemote<>(),
                new Verification.Later(),
                shards,
                Keys.ofThisProcessOnly(),
                new Outbox(1, ids, warnings));
        return engine(parts, strategy(parts), () -> 0, () -> {});
    }

    private Engine<K, V> withRemote(RemoteTierFactory remote) {
        KeyMapper<K> mapper = new KeyMapper<>(
                config.keyCodec() != null ? config.keyCodec() : KeyCodecs.forType(config.keyType()), shards);
        EntryCodec<V> codec = entryCodec(remote);
        Verification.Later verification = new Verification.Later();
        Breakers breakers = breakers(verification);
        RemoteTier tier = watched(breakers, remote.open(asItIsRemotely()));
        Layout layout = new Layout(shards);
        new LayoutConfirmation(config.name(), spec.l2Timeout(), warnings).confirm(layout, tier);

        long now = shared.time().nanoTime();
        long trustNanos = trustNanos();
        Shards trackers = new Shards(shards, shard -> new ShardTracker(trustNanos, counters, now));
        Outbox outbox = new Outbox(shards, ids, warnings);
        RemoteGateway<V> gateway =
                new TierGateway<>(tier, codec, trackers, surroundings(outbox, layout, breakers, verification));
        Parts<K, V> parts = parts(gateway, verification, trackers, Keys.mappedBy(mapper), outbox);
        Heartbeat heartbeat = new Heartbeat(
                tier,
                layout,
                new Heartbeat.Beaten(gateway, parts.coherence, parts.writes, trackers, warnings),
                shared.time(),
                spec.heartbeat().toNanos());
        verification.by(heartbeat);
        Strategy<K, V> strategy = spec.write() == WriteStrategy.BEHIND
                ? behind(tier, layout, new Translator<>(mapper, codec), parts)
                : strategy(parts);
        heartbeat.start();
        tier.subscribe(parts.coherence);
        if (layout.isRefused()) {
            tier.close(); // the first heartbeat may have found that out before there was a subscription
        }
        WarmUp<K> warmUp = warmUp(tier, parts);
        warmUp.start();
        return engine(parts, strategy, breakers::open, () -> {
            warmUp.close();
            heartbeat.close();
            gateway.close();
        });
    }

    private RemoteCache asItIsRemotely() {
        return new RemoteCache(
                shared.namespace(),
                config.name(),
                shards,
                nodeId,
                spec.l2Timeout(),
                spec.l2LogLength(),
                spec.l2Replicas(),
                spec.write() == WriteStrategy.BEHIND);
    }

    private WarmUp<K> warmUp(RemoteTier tier, Parts<K, V> parts) {
        long room = spec.l1MaximumWeight().isPresent() ? Long.MAX_VALUE : spec.l1MaximumSize();
        return new WarmUp<>(
                tier,
                parts.keys,
                local,
                parts.reads,
                new WarmUp.Surroundings(
                        shared.time(),
                        shared.executor(),
                        counters,
                        warnings,
                        (int) Math.min(spec.warmUp(), room),
                        spec.l2Timeout().toNanos()));
    }

    private RemoteTier watched(Breakers breakers, RemoteTier tier) {
        return new BreakerTier(tier, breakers, shared.time());
    }

    private Breakers breakers(Verification verification) {
        return new Breakers(
                shards,
                spec.l2BreakerFailures(),
                spec.l2BreakerPause().toNanos(),
                new Breakers.Surroundings(verification, shared.time(), counters, warnings));
    }

    private TierGateway.Surroundings surroundings(
            Outbox outbox, Layout layout, Breakers breakers, Verification verification) {
        return new TierGateway.Surroundings(
                outbox,
                layout,
                breakers,
                verification,
                shared.time(),
                shared.executor(),
                counters,
                warnings,
                spec.l2Lease().toMillis(),
                spec.l2Guard().toMillis(),
                asItIsRemotely().writeBehind());
    }

    private record Parts<K, V>(
            Keys<K> keys,
            Coherence<V> coherence,
            ReadPath<V> reads,
            Refresher<K, V> refresher,
            Sources<K, V> sources,
            WritePath<V> writes,
            GuardedWrites guarded,
            Outbox outbox,
            Shards shards,
            Explainer<V> explainer) {}

    private Parts<K, V> parts(
            RemoteGateway<V> gateway, Verification verification, Shards shards, Keys<K> keys, Outbox outbox) {
        Coherence<V> coherence = new Coherence<>(
                shards,
                local,
                new Coherence.Surroundings(
                        gateway,
                        verification,
                        keys,
                        fences,
                        wakeups,
                        ids,
                        journal,
                        outbox,
                        new Coherence.Outage(spec.onOutage() == OnOutage.SERVE ? trustNanos() : 0),
                        Coherence.overtakenNanos(trustNanos()),
                        spec.failSafe().toNanos(),
                        shared.time(),
                        counters,
                        warnings));
        WritePath<V> writes = new WritePath<>(gateway, coherence, outbox, journal, surroundingsOfWrites(shards));
        ReadPath<V> reads = new ReadPath<>(local, gateway, surroundingsOfReads(shards));
        LoadRunner runner = new LoadRunner(shared.executor(), shared.time(), counters);
        Sources<K, V> sources = new Sources<>(config.name(), config.loader(), config.bulkLoader(), runner);
        Refresher<K, V> refresher = new Refresher<>(reads, sources, surroundingsOfRefreshes(gateway, writes));
        GuardedWrites guarded = new GuardedWrites(
                writes, gateway, ids, shared.time(), spec.l2Guard().toNanos());
        Explainer<V> explainer = new Explainer<>(
                local,
                gateway,
                reads,
                new Explainer.Surroundings(config.name(), isShared(), shards, outbox, ids, shared.time()));
        return new Parts<>(keys, coherence, reads, refresher, sources, writes, guarded, outbox, shards, explainer);
    }

    private WritePath.Surroundings surroundingsOfWrites(Shards shards) {
        long trustNanos = spec.onOutage() == OnOutage.BYPASS ? 0 : trustNanos();
        return new WritePath.Surroundings(shards, fences, ids, shared.time(), lifespans, trustNanos);
    }

    private ReadPath.Surroundings surroundingsOfReads(Shards shards) {
        ReadPath.Times times = new ReadPath.Times(
                lifespans,
                trustNanos(),
                spec.onOutage(),
                spec.l2Lease().toNanos(),
                new Leader.Patience(
                        spec.loadSoftTimeout().toNanos(), spec.loadHardTimeout().toNanos()),
                spec.loadErrorTtl().toNanos());
        return new ReadPath.Surroundings(
                shards,
                fences,
                wakeups,
                ids,
                shared.time(),
                shared.random(),
                shared.executor(),
                counters,
                times,
                outageLoads());
    }

    private Refresher.Surroundings surroundingsOfRefreshes(RemoteGateway<V> gateway, WritePath<V> writes) {
        return new Refresher.Surroundings(
                new Budget(gateway::acquire, shared.time(), spec.refreshRate()),
                shared.time(),
                shared.executor(),
                counters,
                local,
                slot -> writes.invalidate(List.of(slot)),
                spec.refreshParallel(),
                spec.refreshBatch());
    }

    private OutageLoads outageLoads() {
        long now = shared.time().nanoTime();
        Rate rate = spec.outageLoadRate().isPresent()
                ? new Rate(spec.outageLoadRate().getAsLong(), now)
                : null;
        return new OutageLoads(config.name(), shared.time(), rate);
    }

    private Engine<K, V> engine(
            Parts<K, V> parts, Strategy<K, V> strategy, IntSupplier openShards, Engine.Closing closing) {
        Engine.Parts<K, V> engine = new Engine.Parts<>(
                new Engine.CacheIdentity<>(config.name(), parts.keys, parts.sources),
                local,
                new Engine.Paths<>(
                        parts.reads,
                        parts.refresher,
                        parts.writes,
                        strategy,
                        parts.guarded,
                        parts.outbox,
                        parts.explainer,
                        shared.executor(),
                        shared.time(),
                        spec.l2Unacknowledged(),
                        openShards),
                counters,
                closing);
        ContextLoader<? super K, V> loader = config.loader();
        return spec.audit() > 0 && loader != null
                ? new AuditedEngine<>(engine, auditor(parts, loader))
                : new Engine<>(engine);
    }

    private Strategy<K, V> strategy(Parts<K, V> parts) {
        CacheWriter<? super K, ? super V> writer = config.writers().writer();
        return writer == null
                ? Strategy.aside(parts.writes)
                : new ThroughWrites<>(
                        writer,
                        parts.writes,
                        parts.guarded,
                        new ThroughWrites.Surroundings(
                                config.name(), isShared(), shared.executor(), spec.l2Unacknowledged()));
    }

    /** Closes the tier if the server can't be trusted with what the source doesn't have. */
    private Strategy<K, V> behind(RemoteTier tier, Layout layout, Translator<K, V> translator, Parts<K, V> parts) {
        WriteBehind<Slot, K, V> behind = new WriteBehind<>(
                tier.dirtyStore(),
                config.writers().batchWriter(),
                translator,
                BehindWrites.applying(parts.coherence),
                ids::next,
                new BehindSettings(
                        config.name(),
                        spec,
                        shards,
                        nodeId,
                        shared.executor(),
                        shared.time(),
                        shared.random(),
                        warnings::writeBehind));
        try {
            behind.start();
        } catch (IllegalArgumentException e) {
            tier.close();
            throw e;
        }
        Duration longestClose = spec.writeDrain().plus(spec.l2Timeout().multipliedBy(2));
        return new BehindWrites<>(behind, parts.writes, layout, longestClose, warnings::writeBehind);
    }

    private Auditor<K, V> auditor(Parts<K, V> parts, ContextLoader<? super K, V> loader) {
        return new Auditor<>(
                new Auditor.Plan<>(
                        config.name(),
                        spec.audit(),
                        spec.auditRate(),
                        spec.maxStaleness().plus(spec.l2Timeout()).toNanos(),
                        loader,
                        config.onMismatch()),
                parts.explainer,
                new Auditor.Surroundings<>(
                        parts.keys,
                        parts.shards,
                        fences,
                        shared.time(),
                        shared.random(),
                        shared.executor(),
                        counters,
                        warnings));
    }

    /** How long evidence lasts: maxStaleness, less what the clock of the hit path may lag. */
    private long trustNanos() {
        return Math.max(1, spec.maxStaleness().toNanos() - shared.time().coarseLagNanos());
    }

    private EntryCodec<V> entryCodec(RemoteTierFactory remote) {
        List<Class<?>> registered = new ArrayList<>(config.registered());
        registered.addAll(RegisteredTypes.named(
                config.name(), spec.types(), config.valueType().getClassLoader()));
        ValueCodec<V> codec =
                config.valueCodec() != null ? config.valueCodec() : remote.valueCodec(config.valueType(), registered);
        return EntryCodec.of(codec, spec, remote::compressor);
    }
}
