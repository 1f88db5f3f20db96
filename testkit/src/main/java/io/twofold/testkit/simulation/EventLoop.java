package io.twofold.testkit.simulation;

import java.util.PriorityQueue;

/**
 * Virtual time, and what happens in it: events in the order of their times, and those of one time in the order in
 * which they were asked for. An event may run the loop itself for a while: that is how somebody waits.
 */
final class EventLoop {
    private static final int DEEPEST = 5;

    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private long now;
    private long numbers;
    private int depth;
    private long happened;

    /** Something that will happen, unless it is cancelled. */
    static final class Event implements Comparable<Event> {
        private final Process owner;
        private final Runnable work;
        private long time;
        private long number;
        private boolean cancelled;

        private Event(Process owner, Runnable work) {
            this.owner = owner;
            this.work = work;
        }

        void cancel() {
            cancelled = true;
        }

        @Override
        @SuppressWarnings("ComparableType") // no two events are equal
        public int compareTo(Event other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    /** Nanoseconds since the beginning. */
    long now() {
        return now;
    }

    /** How many events have happened. */
    long happened() {
        return happened;
    }

    /** Has something happen after a delay. */
    Event after(long delayNanos, Process owner, Runnable work) {
        Event event = new Event(owner, work);
        enqueue(event, now + Math.max(0, delayNanos));
        return event;
    }

    private void enqueue(Event event, long time) {
        event.time = time;
        event.number = numbers++;
        queue.add(event);
    }

    /** Lets everything happen up to a time. */
    void runUntil(long time) {
        depth++;
        while (!queue.isEmpty() && queue.peek().time <= time) {
            runNext();
        }
        depth--;
        now = Math.max(now, time);
    }

    /** Lets the next event happen. */
    void runNext() {
        Event event = queue.remove();
        now = Math.max(now, event.time);
        if (event.cancelled || event.owner.isDead()) {
            return;
        }
        if (event.owner.pausedUntil() > now) {
            enqueue(event, event.owner.pausedUntil());
            return;
        }
        happened++;
        event.work.run();
    }

    /**
     * Waits within an event, as a blocking call does: others go on meanwhile. Whoever begins to wait later ends
     * sooner, so a wait may become longer than was asked for. Doesn't wait if too many wait already.
     */
    void await(long nanos, Process waiting) {
        if (depth < DEEPEST) {
            runUntil(now + nanos);
            while (!waiting.isDead() && waiting.pausedUntil() > now) {
                runUntil(waiting.pausedUntil());
            }
        }
    }
}
