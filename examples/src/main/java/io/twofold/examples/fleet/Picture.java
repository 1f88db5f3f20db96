package io.twofold.examples.fleet;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Latency and hit rates over time, as SVG: two panels, one above the other. */
final class Picture {
    private static final int WIDTH = 960;
    private static final int LEFT = 80;
    private static final int RIGHT = 930;
    private static final int HEIGHT = 620;
    private static final int TOP_OF_LATENCY = 80;
    private static final int TOP_OF_RATES = 360;
    private static final int PANEL = 210;

    private final List<Timeline.Tick> ticks;
    private final double from;
    private final double to;
    private final int decades;
    private final StringBuilder svg = new StringBuilder();

    Picture(List<Timeline.Tick> ticks) {
        this.ticks = List.copyOf(ticks);
        this.from = ticks.isEmpty() ? 0 : Math.max(0, ticks.get(0).atSeconds() - 1);
        this.to = ticks.isEmpty()
                ? 1
                : Math.max(from + 1, ticks.get(ticks.size() - 1).atSeconds());
        double longest = ticks.stream()
                .mapToDouble(tick -> tick.stats().micros(99))
                .max()
                .orElse(1);
        this.decades = Math.max(3, (int) Math.ceil(Math.log10(Math.max(1, longest))));
    }

    String svg() {
        svg.setLength(0);
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"13\">",
                WIDTH, HEIGHT, WIDTH, HEIGHT);
        add("<title>Latency and hit rates of the fleet over time</title>");
        add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
        text(LEFT, 28, "start", "18", "A fleet with and without the cache, second by second");
        uncachedBackground();
        latencyPanel();
        ratesPanel();
        add("</svg>");
        return svg.toString();
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private void text(double x, double y, String anchor, String size, String text) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%s\" fill=\"#333\">%s</text>",
                x, y, anchor, size, text);
    }

    private void uncachedBackground() {
        double end = ticks.stream()
                .filter(tick -> tick.phase() == Phase.UNCACHED)
                .mapToDouble(Timeline.Tick::atSeconds)
                .max()
                .orElse(from);
        if (end > from) {
            for (int top : new int[] {TOP_OF_LATENCY, TOP_OF_RATES}) {
                add(
                        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#eee\"/>",
                        LEFT, top, x(end) - LEFT, PANEL);
                text((LEFT + x(end)) / 2, top + 16, "middle", "12", "without cache");
            }
        }
    }

    private void latencyPanel() {
        text(LEFT, TOP_OF_LATENCY - 12, "start", "14", "Latency of a request (logarithmic)");
        for (int decade = 0; decade <= decades; decade++) {
            double y = latencyY(Math.pow(10, decade));
            grid(y, decade < 3 ? (int) Math.pow(10, decade) + " \u00b5s" : number(Math.pow(10, decade - 3)) + " ms");
        }
        seconds(TOP_OF_LATENCY);
        for (Phase phase : Phase.values()) {
            line(phase, "p50", "#1f77b4", tick -> latencyY(tick.stats().micros(50)));
            line(phase, "p99", "#d62728", tick -> latencyY(tick.stats().micros(99)));
        }
        legend(TOP_OF_LATENCY, 0, "#1f77b4", "p50");
        legend(TOP_OF_LATENCY, 1, "#d62728", "p99");
    }

    private void ratesPanel() {
        text(LEFT, TOP_OF_RATES - 12, "start", "14", "Hit rates of the cache");
        for (int percent = 0; percent <= 100; percent += 25) {
            grid(rateY(percent / 100.0), percent + " %");
        }
        seconds(TOP_OF_RATES);
        line(Phase.CACHED, "l1", "#2ca02c", tick -> rateY(tick.stats().l1HitRate()));
        line(Phase.CACHED, "l2", "#ff7f0e", tick -> rateY(tick.stats().l2HitRate()));
        legend(TOP_OF_RATES, 0, "#2ca02c", "L1 (in the process)");
        legend(TOP_OF_RATES, 1, "#ff7f0e", "L2 (Redis)");
    }

    private void grid(double y, String label) {
        add("<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>", LEFT, y, RIGHT, y);
        text(LEFT - 8, y + 4, "end", "12", label);
    }

    private void seconds(int top) {
        int step = to - from > 120 ? 60 : to - from > 20 ? 5 : 2;
        for (int second = (int) Math.ceil(from / step) * step; second <= to; second += step) {
            text(x(second), top + PANEL + 18, "middle", "12", second + " s");
        }
    }

    private void line(Phase phase, String name, String color, ToDoubleFunction<Timeline.Tick> y) {
        StringBuilder points = new StringBuilder();
        for (Timeline.Tick tick : ticks) {
            if (tick.phase() == phase && tick.stats().count(Counter.REQUESTS) > 0) {
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(tick.atSeconds()), y.applyAsDouble(tick)));
            }
        }
        add(
                "<polyline id=\"%s-%s\" points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
                phase.word(), name, points.toString().strip(), color);
    }

    private void legend(int top, int place, String color, String label) {
        double x = RIGHT - 300 + place * 160.0;
        add(
                "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\" stroke-width=\"3\"/>",
                x, top - 16, x + 24, top - 16, color);
        text(x + 30, top - 12, "start", "13", label);
    }

    private double x(double second) {
        return LEFT + (RIGHT - LEFT) * (second - from) / (to - from);
    }

    private double latencyY(double micros) {
        double part = Math.log10(Math.max(1, micros)) / decades;
        return TOP_OF_LATENCY + PANEL * (1 - part);
    }

    private static double rateY(double rate) {
        return TOP_OF_RATES + PANEL * (1 - rate);
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }
}
