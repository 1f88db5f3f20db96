package io.twofold.internal;

import io.twofold.Explanation;
import io.twofold.internal.codec.EntryCodec;
import io.twofold.spi.CodecException;
import io.twofold.spi.RemoteKey;
import io.twofold.spi.TimeSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What an operator should know, said at most once a minute for each kind; the counters have the rest.
 */
final class Warnings {
    private static final Logger LOGGER = System.getLogger("io.twofold");
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private enum Kind {
        UNDECODABLE,
        UNENCODABLE,
        REMOTE_FAILURE,
        BREAKER_OPENED,
        BREAKER_CLOSED,
        LAYOUT,
        FEED,
        OUTBOX,
        HEARTBEAT,
        AUDIT,
        AUDIT_FAILED,
        WRITE_BEHIND
    }

    private final String cache;
    private final TimeSource time;
    private final Map<Kind, Long> lastSaid = new EnumMap<>(Kind.class);

    Warnings(String cache, TimeSource time) {
        this.cache = cache;
        this.time = time;
    }

    void undecodable(RemoteKey key, EntryCodec.Result<?> result) {
        say(
                Kind.UNDECODABLE,
                "an entry in the remote tier can't be decoded and counts as a miss: " + result + ", under "
                        + key.name(),
                null);
    }

    void unencodable(CodecException e) {
        say(
                Kind.UNENCODABLE,
                "a loaded value can't be stored in the remote tier and is kept in this process only: " + e.getMessage(),
                null);
    }

    void remoteFailure(String operation, Throwable failure) {
        say(
                Kind.REMOTE_FAILURE,
                "the remote tier didn't answer (" + operation
                        + "); reads go on without it, entries in this process are served for at most maxStaleness",
                failure);
    }

    void breakerOpened() {
        say(
                Kind.BREAKER_OPENED,
                "the remote tier, or a part of it, doesn't answer and isn't asked until it does; misses go to the source"
                        + " at once, changes are kept and sent later",
                null);
    }

    void breakerClosed() {
        say(Kind.BREAKER_CLOSED, "the remote tier answers again and is asked again, all of it", null);
    }

    void layoutUnconfirmed(Throwable failure) {
        say(
                Kind.LAYOUT,
                "the remote tier can't be reached yet; the cache works in this process only until it can",
                failure);
    }

    void layoutRefused(Layout layout) {
        say(Kind.LAYOUT, "the remote tier is not used: " + refusal(layout), null);
    }

    void unreadable(Throwable cause) {
        say(Kind.FEED, "an announcement can't be read; this node checks what it may have missed", cause);
    }

    void outboxOverflow(int limit) {
        say(
                Kind.OUTBOX,
                "more than " + limit + " invalidations wait for the remote tier; the whole cache will be"
                        + " cleared when it is back, rather than any of them forgotten",
                null);
    }

    void heartbeatFailed(Throwable failure) {
        say(
                Kind.HEARTBEAT,
                "the heartbeat failed in a way that wasn't foreseen; entries in this process are served for at most"
                        + " maxStaleness until one succeeds",
                failure);
    }

    void mismatch(Explanation explanation) {
        say(
                Kind.AUDIT,
                "an audit found a value that the source no longer has, which this node has served for longer than"
                        + " maxStaleness; no invalidation came: look for who changes the source without one. "
                        + explanation,
                null);
    }

    void auditFailed(Throwable failure) {
        say(Kind.AUDIT_FAILED, "an audit failed and proves nothing: its loader or its listener threw", failure);
    }

    void writeBehind(String message, @Nullable Throwable cause) {
        say(Kind.WRITE_BEHIND, message, cause);
    }

    static String refusal(Layout layout) {
        return "this node has l2.shards=" + layout.wanted() + ", but the fleet uses l2.shards=" + layout.found()
                + "; set l2.shards=" + layout.found() + " here, or choose another namespace or cache name";
    }

    private void say(Kind kind, String message, @Nullable Throwable cause) {
        if (isDue(kind)) {
            LOGGER.log(Level.WARNING, "cache '" + cache + "': " + message, cause);
        }
    }

    private boolean isDue(Kind kind) {
        long now = time.nanoTime();
        synchronized (lastSaid) {
            Long last = lastSaid.get(kind);
            if (last != null && now - last < PAUSE_NANOS) {
                return false;
            }
            lastSaid.put(kind, now);
            return true;
        }
    }
}
