package io.twofold;

import io.twofold.spi.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What each tier holds of one key, as one node sees it, and what the next read on that node would do and why. Made by
 * {@link TieredCache#explain}; its text, of several lines, is for people.
 *
 * @param cache the name of the cache
 * @param key the key as text, after its tenant and a slash in a tenant's view
 * @param l1 what this process holds
 * @param shard what this node knows of the key's shard; null without a remote tier
 * @param flight whether a read or load of the key is under way on this node
 * @param pending whether this node has changed the key, and the remote tier has not acknowledged it yet
 * @param l2 what the remote tier holds; null without one
 * @param next what the next read would do
 */
public record Explanation(
        String cache,
        String key,
        L1 l1,
        @Nullable Shard shard,
        Flight flight,
        boolean pending,
        @Nullable L2 l2,
        Next next) {

    /** Whether L1 would serve what it holds. */
    public enum L1State {
        /** It would. */
        SERVABLE("servable"),
        /** It holds nothing. */
        ABSENT("holds nothing"),
        /** Past its time to live, and would be served only since a load failed or took too long. */
        STALE("servable as a stale value"),
        /** Its time in L1 is over. */
        EXPIRED("not servable: expired"),
        /** Its shard had no evidence for longer than {@code maxStaleness}. */
        NO_EVIDENCE("not servable: no recent evidence of its shard"),
        /** Its shard was dropped, by a clear or since what was missed couldn't be told. */
        SHARD_DROPPED("not servable: its shard was dropped"),
        /** One of its tags was invalidated. */
        TAG_INVALIDATED("not servable: one of its tags was invalidated");

        private final String text;

        L1State(String text) {
            this.text = text;
        }
    }

    /**
     * What this process holds.
     *
     * @param state whether it would be served
     * @param age how long ago its load began, it was put, or it was read from L2; zero if absent
     * @param remaining how long until it expires; zero if absent, negative if it has
     */
    public record L1(L1State state, Duration age, Duration remaining) {
        @Override
        public String toString() {
            return state == L1State.ABSENT ? state.text : state.text + "; " + text(age) + " old, " + ofLife(remaining);
        }
    }

    /**
     * What this node knows of the key's shard.
     *
     * @param number which shard it is
     * @param applied up to which position everything was applied here; null if nothing is known yet
     * @param evidenceAge how long ago this node last had proof that it missed nothing
     * @param catchingUp whether something was missed and is just being read from the log
     */
    public record Shard(int number, @Nullable Position applied, Duration evidenceAge, boolean catchingUp) {
        @Override
        public String toString() {
            return applied == null
                    ? number + ", of which nothing is known yet"
                    : number + ", applied up to " + applied + ", evidence " + text(evidenceAge) + " old"
                            + (catchingUp ? ", catching up" : "");
        }
    }

    /** Whether a read or load of the key is under way on this node. */
    public enum Flight {
        /** None. */
        NONE("none"),
        /** One that the next read would join. */
        JOINABLE("under way"),
        /** One that began before an invalidation, so that nobody joins it, nor is its result cached. */
        FENCED("under way, but fenced");

        private final String text;

        Flight(String text) {
            this.text = text;
        }
    }

    /** Whether a read by this node would find what L2 stores. */
    public enum L2State {
        /** It would. */
        SERVABLE("servable"),
        /** It is of another history of the shard. */
        OTHER_EPOCH("a miss: of an older epoch"),
        /** The shard was cleared since. */
        BELOW_FLOOR("a miss: below the floor of a clear"),
        /** One of its tags was invalidated since. */
        BELOW_TAG_FLOOR("a miss: below the floor of one of its tags"),
        /** It is older than a change of the key that this node knows of: the server is behind. */
        BELOW_GUARD("a miss: older than a change that this node knows of"),
        /** Its time to live is over; it is kept in case a load fails. */
        EXPIRED("a miss: expired, kept in case a load fails"),
        /** Its bytes can't be decoded here. */
        UNDECODABLE("a miss: it can't be decoded");

        private final String text;

        L2State(String text) {
            this.text = text;
        }
    }

    /**
     * What the remote tier holds.
     *
     * @param answered whether it could be asked; if not, the rest is empty
     * @param head the newest position of the shard; null if it has no history
     * @param entry what it stores of the key
     * @param lease who is loading the key
     * @param guards the writes of the key in progress
     * @param dirty what waits to be written to the source, with {@code write=behind}; null if nothing does
     * @param refused what the source refused, a dead letter; null if nothing
     */
    public record L2(
            boolean answered,
            @Nullable Position head,
            @Nullable Stored entry,
            @Nullable Holder lease,
            List<Holder> guards,
            @Nullable Dirty dirty,
            @Nullable Refused refused) {
        public L2 {
            guards = List.copyOf(guards);
        }

        @Override
        public String toString() {
            if (!answered) {
                return "doesn't answer, or isn't used yet";
            }
            String shard = head == null ? "the shard has no history" : "the shard is at " + head;
            return (entry == null ? "holds nothing" : entry.toString()) + "; " + shard;
        }
    }

    /**
     * A value that waits to be written to the source; every read finds it before any entry.
     *
     * @param delete whether the key is to be deleted
     * @param version its version
     * @param age how long ago the key became dirty
     * @param attempts how often it was tried alone, and failed
     */
    public record Dirty(boolean delete, long version, Duration age, int attempts) {
        @Override
        public String toString() {
            return (delete ? "a deletion" : "a value") + " waits for the source, version " + version + ", dirty for "
                    + text(age) + (attempts == 0 ? "" : ", refused " + attempts + " times");
        }
    }

    /**
     * A value that the source refused until it was set aside; no read finds it.
     *
     * @param version its version
     * @param attempts how often it was tried
     * @param reason what the batch writer threw last, as text
     * @param superseded whether a newer value was put since
     */
    public record Refused(long version, int attempts, String reason, boolean superseded) {
        @Override
        public String toString() {
            return "version " + version + " is a dead letter" + (superseded ? ", superseded," : "") + " after "
                    + attempts + " attempts: " + reason;
        }
    }

    /**
     * A stored entry.
     *
     * @param state whether a read would find it
     * @param filledAt the position at which the lease that filled it was granted, or at which it was put
     * @param remaining what remains of its time to live
     * @param bytes how large it is
     * @param tags how many tags it has
     * @param madeAt when it was loaded or put, by the clock of the node that did; null if that can't be decoded
     * @param loadCost how long its load took, zero for a put; null if that can't be decoded
     */
    public record Stored(
            L2State state,
            Position filledAt,
            Duration remaining,
            int bytes,
            int tags,
            @Nullable Instant madeAt,
            @Nullable Duration loadCost) {
        @Override
        public String toString() {
            return state.text + "; granted at " + filledAt + ", " + ofLife(remaining) + ", " + bytes + " bytes"
                    + (tags == 0 ? "" : ", " + tags + " tags")
                    + (madeAt == null ? "" : ", made " + madeAt + " by its node's clock")
                    + (loadCost == null
                            ? ""
                            : loadCost.isZero() ? ", by a put or a load of no time" : ", loaded in " + text(loadCost));
        }
    }

    /**
     * Who holds a lease or a guard.
     *
     * @param node the node, as it is called in the remote tier
     * @param token the token of the flight or write
     * @param ours whether that is the node that tells
     * @param remaining how long until it runs out unless prolonged
     */
    public record Holder(String node, String token, boolean ours, Duration remaining) {
        @Override
        public String toString() {
            return token + (ours ? " (this node)" : " (node " + node + ")") + ", " + text(remaining) + " remain";
        }
    }

    /** What a read would do. */
    public enum Answer {
        /** Be answered by L1. */
        L1("served from L1"),
        /** Join the flight under way on this node. */
        FLIGHT("answered by the flight under way"),
        /** Be answered by L2. */
        L2("read from L2"),
        /** Wait for a load that another flight of the fleet has the lease for. */
        WAIT("a wait for the load under way elsewhere"),
        /** Load from the source. */
        LOAD("a load from the source");

        private final String text;

        Answer(String text) {
            this.text = text;
        }
    }

    /**
     * What the next read would do.
     *
     * @param answer where its value would come from
     * @param because why, for people
     */
    public record Next(Answer answer, String because) {
        @Override
        public String toString() {
            return "the next read would be: " + answer.text + ", because " + because;
        }
    }

    /** Several lines. */
    @Override
    public String toString() {
        StringBuilder lines = new StringBuilder("cache '" + cache + "', key " + key);
        line(lines, "L1", l1.toString());
        if (shard != null) {
            line(lines, "shard", shard.toString());
        }
        line(lines, "flight", flight.text);
        if (l2 != null) {
            line(lines, "outbox", pending ? "a change of the key waits to be acknowledged" : "nothing of this key");
            line(lines, "L2", l2.toString());
            line(lines, "lease", l2.lease == null ? "none" : l2.lease.toString());
            line(lines, "writes", l2.guards.isEmpty() ? "none" : l2.guards.size() + " in progress: " + l2.guards);
            if (l2.dirty != null) {
                line(lines, "behind", l2.dirty.toString());
            }
            if (l2.refused != null) {
                line(lines, "refused", l2.refused.toString());
            }
        }
        return lines.append(System.lineSeparator()).append("  ").append(next).toString();
    }

    private static void line(StringBuilder lines, String name, String text) {
        lines.append(System.lineSeparator()).append(String.format("  %-8s%s", name, text));
    }

    private static String ofLife(Duration remaining) {
        return remaining.isNegative() ? "over for " + text(remaining.negated()) : text(remaining) + " remain";
    }

    private static String text(Duration duration) {
        return Duration.ofMillis(duration.toMillis())
                .toString()
                .substring("PT".length())
                .toLowerCase(Locale.ROOT);
    }
}
