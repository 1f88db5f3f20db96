package io.twofold.internal;

import io.twofold.spi.TimeSource;

/**
 * Prolongs the lease of a load that is still at work, so that a lease can be short (a node that dies holds up
 * the others for no longer than that) and a load can be long.
 */
final class LeaseKeeper {
    private final RemoteGateway<?> gateway;
    private final TimeSource time;
    private final long intervalNanos;

    LeaseKeeper(RemoteGateway<?> gateway, TimeSource time, long leaseNanos) {
        this.gateway = gateway;
        this.time = time;
        this.intervalNanos = leaseNanos / 3;
    }

    /** Keeps the lease of a flight until the returned task is run. */
    Runnable keep(Flight<?> flight) {
        Kept kept = new Kept(flight);
        kept.scheduleNext();
        return kept::end;
    }

    private final class Kept {
        private final Flight<?> flight;
        private boolean ended;
        private Runnable cancel = () -> {};

        private Kept(Flight<?> flight) {
            this.flight = flight;
        }

        private synchronized void scheduleNext() {
            if (!ended) {
                cancel = time.schedule(this::renew, intervalNanos);
            }
        }

        private void renew() {
            // one that fails is no reason to stop: the next may reach the remote tier in time
            var unused = gateway.renew(flight.slot.remote(), flight.token).thenAccept(renewed -> scheduleNext());
        }

        private synchronized void end() {
            ended = true;
            cancel.run();
        }
    }
}
