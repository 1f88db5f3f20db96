package io.twofold.internal;

import static io.twofold.internal.Interleavings.Check.that;
import static io.twofold.internal.Interleavings.shared;
import static io.twofold.internal.Interleavings.together;

import io.twofold.spi.Position;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The fence of {@link Fences}, and what {@link LocalTier} does with it in a compute. The map is a {@link
 * ConcurrentHashMap} here, whose compute is as atomic as Caffeine's; Caffeine has threads and randomness of its own,
 * which schedules can't decide.
 */
@Tag("interleavings")
class InterleavingsOfInstallTest {
    private static final String KEY = "k";

    private enum Flaw {
        NONE,
        CHECKS_THEN_PUTS,
        DROPS_THEN_FENCES,
        OWN_DOES_NOT_FENCE
    }

    /** As {@link LocalTier}: the same three steps on another map. */
    private static final class Tier {
        final Fences fences = new Fences();
        final ConcurrentHashMap<String, Integer> entries = new ConcurrentHashMap<>();
        final Flaw flaw;

        Tier(Flaw flaw) {
            this.flaw = flaw;
        }

        void install(long stamp, int value) {
            if (flaw == Flaw.CHECKS_THEN_PUTS) {
                if (fences.isUnchanged(KEY, stamp)) {
                    entries.put(KEY, value);
                }
            } else {
                entries.compute(KEY, (k, old) -> fences.isUnchanged(k, stamp) ? Integer.valueOf(value) : old);
            }
        }

        void installOwn(long stamp, int value) {
            entries.compute(KEY, (k, old) -> {
                boolean alone = fences.isUnchanged(k, stamp);
                if (flaw != Flaw.OWN_DOES_NOT_FENCE) {
                    fences.raise(k);
                }
                return alone ? value : null;
            });
        }

        void invalidate() {
            if (flaw == Flaw.DROPS_THEN_FENCES) {
                entries.remove(KEY);
                fences.raise(KEY);
            } else {
                fences.raise(KEY);
                entries.remove(KEY);
            }
        }

        void load(AtomicInteger source) {
            long stamp = fences.stamp(KEY);
            install(stamp, source.get());
        }

        boolean holdsNothingBut(int value) {
            Integer held = entries.get(KEY);
            return held == null || held == value;
        }
    }

    private static void loadBesideAnInvalidation(Flaw flaw) {
        Tier tier = shared(new Tier(flaw));
        AtomicInteger source = shared(new AtomicInteger(1));
        together(() -> tier.load(source), () -> {
            source.set(2);
            tier.invalidate();
        });
        that(tier.holdsNothingBut(2));
    }

    @Test
    void loadBesideAnInvalidation_leavesNothingOld() {
        Interleavings.holds(() -> loadBesideAnInvalidation(Flaw.NONE));
    }

    @Test
    void loadBesideAnInvalidation_withACheckThenAPut_isStale() {
        Interleavings.breaks(() -> loadBesideAnInvalidation(Flaw.CHECKS_THEN_PUTS));
    }

    @Test
    void loadBesideAnInvalidation_thatDropsFirst_isStale() {
        Interleavings.breaks(() -> loadBesideAnInvalidation(Flaw.DROPS_THEN_FENCES));
    }

    /** As a put by this node: fence and drop, then the remote tier changes, then its own install. */
    private static void putBesideALoad(Flaw flaw) {
        Tier tier = shared(new Tier(flaw));
        AtomicInteger remote = shared(new AtomicInteger(1));
        together(() -> tier.load(remote), () -> {
            long stamp = tier.fences.raise(KEY);
            tier.entries.remove(KEY);
            remote.set(2);
            tier.installOwn(stamp, 2);
        });
        that(tier.holdsNothingBut(2));
    }

    @Test
    void putBesideALoad_leavesNothingOld() {
        Interleavings.holds(() -> putBesideALoad(Flaw.NONE));
    }

    @Test
    void putBesideALoad_thatDoesNotFence_isStale() {
        Interleavings.breaks(() -> putBesideALoad(Flaw.OWN_DOES_NOT_FENCE));
    }

    /** Two positions at once: the later one stays the key's guard. */
    private static void keepsTheLaterGuard(Function<AtomicReference<@Nullable Position>, Guarding> maker) {
        AtomicReference<@Nullable Position> read =
                Interleavings.<AtomicReference<@Nullable Position>>shared(new AtomicReference<>());
        Guarding guarding = shared(maker.apply(read));
        together(() -> guarding.guard(new Position(7, 1)), () -> guarding.guard(new Position(7, 2)));
        that(guarding.current().equals(new Position(7, 2)));
    }

    private interface Guarding {
        void guard(Position position);

        Position current();
    }

    private static Guarding realGuard() {
        Fences fences = new Fences();
        return new Guarding() {
            @Override
            public void guard(Position position) {
                fences.guard(KEY, position);
            }

            @Override
            public Position current() {
                return fences.guard(KEY);
            }
        };
    }

    private static Guarding guardThatReadsThenSets(AtomicReference<@Nullable Position> guard) {
        return new Guarding() {
            @Override
            public void guard(Position position) {
                Position present = guard.get();
                if (present == null || present.isBefore(position)) {
                    guard.set(position);
                }
            }

            @Override
            public Position current() {
                Position present = guard.get();
                return present == null ? Position.NONE : present;
            }
        };
    }

    @Test
    void twoGuardsAtOnce_leaveTheLater() {
        Interleavings.holds(() -> keepsTheLaterGuard(unused -> realGuard()));
    }

    @Test
    void twoGuardsAtOnce_thatReadThenSet_mayLeaveTheEarlier() {
        Interleavings.breaks(() -> keepsTheLaterGuard(InterleavingsOfInstallTest::guardThatReadsThenSets));
    }
}
