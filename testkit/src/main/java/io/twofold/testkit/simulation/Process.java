package io.twofold.testkit.simulation;

/** Something that events belong to: while it pauses they wait, and when it has died they never happen. */
final class Process {
    private final String name;
    private boolean dead;
    private long pausedUntil;
    private long troubledUntil;

    Process(String name) {
        this.name = name;
    }

    boolean isDead() {
        return dead;
    }

    void die() {
        dead = true;
    }

    void pauseUntil(long time) {
        pausedUntil = Math.max(pausedUntil, time);
    }

    /** It may not reach the server until then. */
    void troubledUntil(long time) {
        troubledUntil = Math.max(troubledUntil, time);
    }

    long troubledUntil() {
        return troubledUntil;
    }

    long pausedUntil() {
        return pausedUntil;
    }

    @Override
    public String toString() {
        return name;
    }
}
