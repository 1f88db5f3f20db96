package io.twofold.benchmarks.lab;

import static io.twofold.benchmarks.lab.Mutation.body;
import static io.twofold.benchmarks.lab.Mutation.call;
import static io.twofold.benchmarks.lab.Mutation.comparison;
import static io.twofold.benchmarks.lab.Mutation.exchange;

import io.twofold.benchmarks.lab.Mutation.Result;
import io.twofold.testkit.simulation.SimulationReport;
import io.twofold.testkit.simulation.SimulationSettings;
import io.twofold.testkit.simulation.Violation;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The protocol without one of its mechanisms. That each is caught proves that the simulation would see it missing.
 *
 * @param name what is missing
 * @param meaning what the protocol then does
 * @param mutations what takes it out
 * @param from the first seed of those that are known to catch it: most need several things to go wrong in a row
 */
record Mutant(String name, String meaning, List<Mutation> mutations, long from) {
    /** Every mechanism that the simulation must not let go missing. */
    static final List<Mutant> ALL = List.of(
            mutant(
                    "fence",
                    "a load that began before an invalidation installs its value after it",
                    call("internal.LocalTier", "isOpenFor", "isUnchanged", Result.TRUE)),
            mutant(
                    "fenced-flights",
                    "a read joins a load that began before an invalidation that was applied here",
                    call("internal.Flights", "isJoinable", "isUnchanged", Result.TRUE)),
            mutant(
                            "flight-age",
                            "a read joins a load however long ago it began, without evidence",
                            comparison("internal.Flights", "isJoinable", 0, Result.LESS))
                    .from(200),
            mutant(
                    "generation",
                    "dropping a shard leaves its entries and flights valid",
                    body("internal.Validity", "replace", Result.THIS)),
            mutant(
                    "evidence",
                    "entries are served for an hour without evidence",
                    body("internal.Assembly", "trustNanos", Result.AN_HOUR)),
            mutant(
                    "gap-check",
                    "any step counts as the next, also if some before it were missed",
                    body("internal.ShardTracker", "isNext", Result.TRUE)),
            mutant(
                            "reached-head",
                            "a head that is further than a node counts as reached with the next step, whatever is missing",
                            call("internal.ShardTracker", "advanceTo", "isBefore", Result.FALSE),
                            call("internal.ShardTracker", "advanceTo", "equals", Result.TRUE),
                            call("internal.ShardTracker", "onAwaited", "isBefore", Result.FALSE))
                    .from(2_850),
            mutant(
                    "nonce-chain",
                    "positions alone tell histories apart",
                    call("internal.ShardTracker", "isNext", "equals", Result.TRUE),
                    call("internal.ShardTracker", "isFork", "equals", Result.TRUE),
                    call("internal.ShardTracker", "onHead", "equals", Result.TRUE)),
            mutant(
                            "guard-position",
                            "an entry of the server is taken that is older than an invalidation known here",
                            call("internal.ReadPath", "request", "guard", Result.NO_POSITION))
                    .from(1_130),
            mutant(
                            "clear-guard",
                            "an entry of the server is taken that is older than a clear known here",
                            call("internal.ReadPath", "guard", "clearedAt", Result.NO_POSITION))
                    .from(3_950),
            mutant(
                    "own-put-fence",
                    "a node installs what it put although another changed the key since",
                    call("internal.LocalTier", "installOwn", "isUnchanged", Result.TRUE)),
            mutant(
                    "drop",
                    "an invalidation that is heard of doesn't reach L1",
                    body("internal.LocalTier", "drop", Result.NOTHING)),
            mutant(
                    "outbox",
                    "an invalidation that could not be sent is forgotten",
                    body("internal.Outbox", "keep", Result.NOTHING)),
            mutant(
                    "outbox-bars-reads",
                    "the server is read although an invalidation of the key is yet to be sent",
                    call("internal.TierGateway", "isReadable", "holds", Result.FALSE)),
            mutant(
                    "life-in-L1",
                    "an entry lives in L1 for longer than in L2",
                    body("policy.Lifetime", "l1Nanos", Result.AN_HOUR),
                    call("internal.Lifespans", "times", "toNanos", Result.AN_HOUR)),
            mutant(
                    "unasked-life",
                    "evidence prolongs what was loaded while the server couldn't be asked",
                    comparison("internal.Installer", "installUnasked", 0, Result.LESS)),
            mutant(
                    "load-without-server",
                    "a read that the server doesn't answer is not answered at all",
                    body("internal.Leader", "onUnavailable", Result.NOTHING)),
            mutant(
                            "proof",
                            "the server is read without proof that it is the one whose history is known",
                            call("internal.TierGateway", "isProven", "isProven", Result.TRUE))
                    .from(9_460),
            mutant(
                    "lease-renewal",
                    "a lease runs out under a load that takes long",
                    body("internal.Keeper", "scheduleNext", Result.NOTHING)),
            mutant(
                    "unique-tokens",
                    "every flight asks for leases by the same token",
                    call("internal.ReadPath", "leader", "next", Result.A_TOKEN)),
            mutant(
                    "lease-check",
                    "the server takes a fill by a lease that has ended, once there is another",
                    call("testkit.MemoryShard", "underLease", "equals", Result.TRUE)),
            mutant(
                    "lease-end",
                    "an invalidation leaves the lease of a load in flight",
                    call("testkit.MemoryShard", "change", "endLease", Result.NOTHING)),
            mutant(
                    "one-lease",
                    "the server grants a lease that somebody holds",
                    call("testkit.MemoryShard", "read", "equals", Result.TRUE)),
            mutant(
                            "write-guard",
                            "values are stored while a write of their key is in progress",
                            call("testkit.MemoryShard", "read", "isGuarded", Result.FALSE),
                            call("testkit.MemoryShard", "underLease", "isGuarded", Result.FALSE),
                            call("testkit.MemoryShard", "kind", "isGuarded", Result.FALSE))
                    .from(250),
            mutant(
                    "stores-without-guard",
                    "a write-through stores its value although others wrote the key meanwhile",
                    call("testkit.MemoryShard", "kind", "isAlone", Result.TRUE)),
            mutant(
                    "failover-epoch",
                    "a server that takes another's place goes on with its epoch",
                    comparison("testkit.MemoryShard", "verifiedHead", 0, Result.EQUAL)),
            mutant(
                    "epoch-check",
                    "the server serves entries of a history that it has lost",
                    comparison("testkit.MemoryShard", "standing", 0, Result.EQUAL)),
            mutant(
                    "floor",
                    "the server serves entries from before a clear",
                    comparison("testkit.MemoryControl", "isAboveFloors", 0, Result.EQUAL)),
            mutant(
                    "tag-floors",
                    "the server serves entries from before an invalidation of a tag of theirs",
                    call("testkit.MemoryControl", "isAboveFloors", "allMatch", Result.TRUE)),
            mutant(
                    "tag-fence",
                    "entries stay in L1 when a tag of theirs is invalidated",
                    body("internal.TagFences", "isUnchanged", Result.TRUE)),
            mutant(
                    "tag-fenced-flights",
                    "a read joins a load from before an invalidation of a tag",
                    comparison("internal.Flights", "isJoinable", 1, Result.EQUAL)),
            mutant(
                    "one-flusher",
                    "the server lets a second node write a shard behind, with the first one's fencing token",
                    call("testkit.MemoryDirty", "lease", "equals", Result.TRUE)),
            mutant(
                    "fencing-token",
                    "all batches have the same fencing token",
                    call("internal.write.ShardFlusher", "write", "fence", Result.AN_HOUR)),
            mutant(
                    "newer-dirty-value",
                    "a value that was written is dirty no more although a newer one was put meanwhile",
                    comparison("testkit.MemoryDirty", "written", 0, Result.EQUAL)),
            mutant(
                    "dirty-reads",
                    "the server is read without regard to dirty values",
                    call("testkit.MemoryShard", "read", "find", Result.NULL)),
            mutant(
                    "dirty-deletes",
                    "a key that was removed is loaded from the source, which doesn't know that yet",
                    exchange("internal.ReadOutcome$Deleted", "to", "onDeleted", "onGuarded")),
            mutant(
                            "dirty-without-proof",
                            "who has no proof that the server is the right one asks the source, which lags behind",
                            call("internal.DirtyReads", "readAll", "isConfirmed", Result.FALSE))
                    .from(400),
            mutant(
                            "dirty-drop",
                            "an entry stays under a newer dirty value, and is found again once a removal was written",
                            call("testkit.MemoryDirty", "put", "drop", Result.NOTHING))
                    .from(900));

    private static Mutant mutant(String name, String meaning, Mutation... mutations) {
        return new Mutant(name, meaning, List.of(mutations), 1);
    }

    private Mutant from(long seed) {
        return new Mutant(name, meaning, mutations, seed);
    }

    /** @throws IllegalArgumentException if there is none of that name */
    static Mutant named(String name) {
        return ALL.stream()
                .filter(mutant -> mutant.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no mutant '" + name + "', but "
                        + ALL.stream().map(Mutant::name).toList()));
    }

    /** Runs seeds. */
    @FunctionalInterface
    interface Runs {
        /** Runs one. */
        SimulationReport run(long seed);
    }

    /** Runs of fleets whose engine, or server, is this mutant. */
    Runs runs(SimulationSettings settings) {
        LongFunction<List<Object>> run = load(settings);
        return seed -> MutantRun.report(seed, run.apply(seed));
    }

    @SuppressWarnings("unchecked") // what MutantRun says of itself
    private LongFunction<List<Object>> load(SimulationSettings settings) {
        try {
            Constructor<?> constructor = new MutatedClasses(mutations)
                    .loadClass(MutantRun.class.getName())
                    .getDeclaredConstructor(int.class, int.class, int.class);
            constructor.setAccessible(true); // the class of another loader is in another package
            return (LongFunction<List<Object>>)
                    constructor.newInstance(settings.nodes(), settings.keys(), settings.steps());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("mutant " + name + " can't be loaded", e);
        }
    }

    /**
     * Looks for a seed that catches it.
     *
     * @param first where to begin; those before the ones that are known to catch it are left out
     * @return the first violation, or null if there is none within that many seeds
     */
    @Nullable
    Violation caught(SimulationSettings settings, long first, long seeds) {
        Runs runs = runs(settings);
        long begin = Math.max(first, from);
        for (long seed = begin; seed < begin + seeds; seed++) {
            List<Violation> violations = runs.run(seed).violations();
            if (!violations.isEmpty()) {
                return violations.get(0);
            }
        }
        return null;
    }
}
