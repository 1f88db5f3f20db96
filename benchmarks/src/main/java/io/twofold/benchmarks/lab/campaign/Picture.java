package io.twofold.benchmarks.lab.campaign;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Staleness over time, and below it the faults. */
final class Picture {
    private static final int WIDTH = 1_200;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 40;
    private static final int HEIGHT = 240;
    private static final int STRIP = 24;
    private static final double HIGHEST_MILLIS = 1_200;

    private final Outcome outcome;
    private final StringBuilder svg = new StringBuilder();

    Picture(Outcome outcome) {
        this.outcome = outcome;
    }

    String svg() {
        add(
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif' font-size='13'>",
                WIDTH, TOP + HEIGHT + STRIP + 50);
        add("<rect width='100%%' height='100%%' fill='#ffffff'/>");
        add(
                "<text x='%d' y='22' font-size='16'>Largest staleness of any read, ms; each bar a report of a node</text>",
                LEFT);
        for (int millis = 0; millis <= HIGHEST_MILLIS; millis += 200) {
            add(
                    "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#e0e0e0'/>",
                    LEFT, WIDTH - RIGHT, y(millis), y(millis));
            add("<text x='%d' y='%.1f' text-anchor='end' fill='#444444'>%d</text>", LEFT - 8, y(millis) + 4, millis);
        }
        faults();
        for (Outcome.Sample sample : outcome.samples()) {
            if (sample.staleness() > 0) {
                add(
                        "<line x1='%.1f' x2='%.1f' y1='%d' y2='%.1f' stroke='#1f5fa8' stroke-width='1.5'/>",
                        x(sample.at()),
                        x(sample.at()),
                        TOP + HEIGHT,
                        y(Math.min(HIGHEST_MILLIS, Outcome.millis(sample.staleness()))));
            }
        }
        double bound = y(Outcome.millis(Traffic.BOUND));
        add(
                "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#b00020' stroke-dasharray='6 4'/>",
                LEFT, WIDTH - RIGHT, bound, bound);
        add("<text x='%d' y='%.1f' fill='#b00020'>maxStaleness</text>", LEFT + 6, bound - 5);
        axis();
        return svg.append("</svg>\n").toString();
    }

    private void faults() {
        for (Outcome.Fault fault : outcome.faults()) {
            add(
                    "<rect x='%.1f' y='%d' width='%.1f' height='%d' fill='hsl(%d,60%%,50%%)'><title>%s</title></rect>",
                    x(fault.began()),
                    TOP + HEIGHT + 4,
                    Math.max(1, x(fault.ended()) - x(fault.began())),
                    STRIP - 8,
                    fault.kind().ordinal() * 360 / Kind.values().length,
                    fault.kind());
        }
    }

    private void axis() {
        int every = outcome.seconds() > 120 ? 60 : 10;
        for (int second = 0; second <= outcome.seconds(); second += every) {
            add(
                    "<text x='%.1f' y='%d' text-anchor='middle' fill='#444444'>%d s</text>",
                    x(outcome.began() + TimeUnit.SECONDS.toNanos(second)), TOP + HEIGHT + STRIP + 16, second);
        }
        add(
                "<text x='%d' y='%d' fill='#444444'>The strip: the faults, a color for each kind</text>",
                LEFT, TOP + HEIGHT + STRIP + 38);
    }

    private double x(long time) {
        double part = (time - outcome.began()) / (outcome.seconds() * TimeUnit.SECONDS.toNanos(1));
        return LEFT + Math.max(0, Math.min(1, part)) * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double millis) {
        return TOP + HEIGHT - millis / HIGHEST_MILLIS * HEIGHT;
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
