package io.twofold.policy;

/**
 * When an entry is refreshed before it expires.
 *
 * <p>The latest is after a part of its life. The more a load costs, the earlier it may be: by the XFetch rule of
 * Vattani, Chierichetti and Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", VLDB 2015. There each read
 * draws a random number; here each node draws one when it takes the entry, so that a hit has nothing to draw. The first
 * of several nodes to get there refreshes for all.
 *
 * @param after the part of its life, 0 to 1, after which an entry is refreshed; 1 for never before its end
 * @param beta how much earlier for each unit of what a load costs; 0 for not at all
 */
public record RefreshAhead(double after, double beta) {
    /** Never. */
    public static final RefreshAhead NEVER = new RefreshAhead(1, 0);

    /**
     * How long before its end an entry is to be refreshed, in nanoseconds.
     *
     * @param lifeNanos how long it lives in all
     * @param costNanos how long its load took
     * @param fraction a random number, 0 to 1
     */
    public long leadNanos(long lifeNanos, long costNanos, double fraction) {
        if (after >= 1) {
            return 0;
        }
        double byPart = lifeNanos - lifeNanos * after;
        double byCost = beta * costNanos * -Math.log(Math.max(fraction, Double.MIN_NORMAL));
        return (long) Math.min(lifeNanos, Math.max(byPart, byCost));
    }
}
