package io.twofold.benchmarks.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.Range;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.svg.SVGGraphics2D;
import org.jfree.svg.SVGHints;

/** A plot as SVG, with a bar of error through each dot. */
public final class Plot {
    private static final int WIDTH = 900;
    private static final int LINES_HEIGHT = 360;
    private static final int AROUND = 96;
    private static final int ROW = 17;
    private static final String FONT = "SansSerif";
    private static final Color[] COLORS = {
        new Color(0x1F5FA8),
        new Color(0xC4501B),
        new Color(0x2E7D32),
        new Color(0x7B3FA0),
        new Color(0x8A6D00),
        new Color(0x008C95),
        new Color(0xB00055),
        new Color(0x555555)
    };

    private final String title;
    private final String unit;

    /**
     * Begins one.
     *
     * @param title what is to be seen
     * @param unit what the axis of the figures says
     */
    public Plot(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    /** What was seen: half of the time between low and high. */
    public record Dot(String category, String series, double low, double middle, double high) {}

    /** A curve. */
    public record Curve(String name, List<Point> points) {}

    /** A point of one, and between what half of what was seen lay. */
    public record Point(double x, double low, double middle, double high) {}

    /**
     * The dots in rows, one row for each category, the figures to the right; beyond a spread of twenty the axis is
     * logarithmic.
     *
     * @param base where a line marks what all is compared with
     */
    public String dots(List<Dot> dots, double base) {
        List<String> categories = dots.stream().map(Dot::category).distinct().toList();
        List<String> names = dots.stream().map(Dot::series).distinct().toList();
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        for (String name : names) {
            XYIntervalSeries series = new XYIntervalSeries(name);
            double aside = names.size() == 1 ? 0 : 0.6 * names.indexOf(name) / (names.size() - 1) - 0.3;
            for (Dot dot : dots) {
                if (dot.series.equals(name)) {
                    double row = categories.indexOf(dot.category) + aside;
                    series.add(dot.middle, dot.low, dot.high, row, row, row);
                }
            }
            data.addSeries(series);
        }
        SymbolAxis rows = new SymbolAxis("", categories.toArray(String[]::new));
        rows.setInverted(true);
        rows.setGridBandsVisible(false);
        double most = dots.stream().mapToDouble(Dot::high).max().orElse(1);
        double least = dots.stream().mapToDouble(Dot::low).min().orElse(0);
        ValueAxis figures = axis(unit, least > 0 && most > 20 * Math.min(base, least) ? 2 : 0);
        if (figures instanceof NumberAxis plain) {
            plain.setAutoRangeIncludesZero(true);
        }
        XYErrorRenderer renderer = renderer(names.size());
        renderer.setDrawYError(false);
        XYPlot plot = new XYPlot(data, figures, rows, renderer);
        Range range = figures.getRange();
        figures.setRange(Math.min(range.getLowerBound(), 0.95 * base), Math.max(range.getUpperBound(), 1.05 * base));
        plot.addDomainMarker(new ValueMarker(base, Color.BLACK, new BasicStroke(1.4f)));
        return svg(plot, AROUND + categories.size() * (ROW + 7 * (names.size() - 1)), names.size() > 1);
    }

    /**
     * Curves from left to right.
     *
     * @param xTitle what the horizontal axis says
     * @param baseX each mark of the horizontal axis is as many times the one before; 0 for an axis that isn't
     *     logarithmic
     * @param baseY the same of the vertical axis
     */
    public String curves(List<Curve> curves, String xTitle, int baseX, int baseY) {
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        for (Curve curve : curves) {
            XYIntervalSeries series = new XYIntervalSeries(curve.name);
            curve.points.forEach(point -> series.add(point.x, point.x, point.x, point.middle, point.low, point.high));
            data.addSeries(series);
        }
        XYErrorRenderer renderer = renderer(curves.size());
        renderer.setDrawXError(false);
        renderer.setDefaultLinesVisible(true);
        ValueAxis y = axis(unit, baseY);
        if (y instanceof NumberAxis plain) {
            plain.setAutoRangeIncludesZero(true);
        }
        return svg(new XYPlot(data, axis(xTitle, baseX), y, renderer), LINES_HEIGHT, curves.size() > 1);
    }

    private static XYErrorRenderer renderer(int count) {
        XYErrorRenderer renderer = new XYErrorRenderer();
        for (int i = 0; i < count; i++) {
            Shape shape = i % 2 == 0 ? new Ellipse2D.Double(-3.5, -3.5, 7, 7) : new Rectangle2D.Double(-3, -3, 6, 6);
            renderer.setSeriesPaint(i, COLORS[i % COLORS.length]);
            renderer.setSeriesShape(i, shape);
            renderer.setSeriesStroke(i, new BasicStroke(1.6f));
        }
        renderer.setCapLength(4);
        return renderer;
    }

    /** @param base each mark is as many times the one before; 0 for an axis that isn't logarithmic */
    private static ValueAxis axis(String title, int base) {
        if (base == 0) {
            return new NumberAxis(title);
        }
        LogAxis axis = new LogAxis(title);
        axis.setNumberFormatOverride(NumberFormat.getInstance(Locale.ROOT));
        axis.setBase(base);
        axis.setTickUnit(new NumberTickUnit(1));
        axis.setMinorTickMarksVisible(false);
        return axis;
    }

    private static String oneDecimal(double number) {
        String text = String.format(Locale.ROOT, "%.1f", number);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private String svg(XYPlot plot, int height, boolean hasLegend) {
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        plot.setDomainGridlinePaint(new Color(0xD8D8D8));
        plot.setRangeGridlinePaint(new Color(0xECECEC));
        List<ValueAxis> axes = new ArrayList<>(List.of(plot.getDomainAxis(), plot.getRangeAxis()));
        axes.forEach(axis -> {
            axis.setTickLabelFont(new Font(FONT, Font.PLAIN, 12));
            axis.setLabelFont(new Font(FONT, Font.PLAIN, 12));
        });
        JFreeChart chart = new JFreeChart(null, JFreeChart.DEFAULT_TITLE_FONT, plot, hasLegend);
        TextTitle heading = new TextTitle(title, new Font(FONT, Font.BOLD, 14));
        heading.setHorizontalAlignment(HorizontalAlignment.LEFT);
        heading.setPosition(RectangleEdge.TOP);
        chart.setTitle(heading);
        chart.setBackgroundPaint(Color.WHITE);
        if (hasLegend) {
            chart.getLegend().setItemFont(new Font(FONT, Font.PLAIN, 12));
            chart.getLegend().setBorder(0, 0, 0, 0);
        }
        SVGGraphics2D svg = new SVGGraphics2D(WIDTH, height);
        svg.setRenderingHint(SVGHints.KEY_ELEMENT_TITLE, title);
        svg.setDefsKeyPrefix("plot");
        svg.setGeomDoubleConverter(Plot::oneDecimal);
        svg.setTransformDoubleConverter(Plot::oneDecimal);
        chart.draw(svg, new Rectangle2D.Double(0, 0, WIDTH, height));
        return svg.getSVGDocument();
    }

    /** Writes a plot to a file, whose folder is made if need be. */
    public static void write(Path file, String svg) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, svg.endsWith("\n") ? svg : svg + "\n", StandardCharsets.UTF_8);
    }
}
