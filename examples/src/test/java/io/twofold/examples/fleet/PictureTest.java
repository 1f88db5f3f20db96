package io.twofold.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class PictureTest {
    private static Timeline.Tick tick(Phase phase, double at, long nanos) {
        Histogram latencies = new Histogram(NodeStats.LONGEST_NANOS, NodeStats.DIGITS);
        latencies.recordValue(nanos);
        Map<Counter, Long> counts =
                Map.of(Counter.REQUESTS, 1L, Counter.L1_HITS, 3L, Counter.L2_HITS, 1L, Counter.L2_MISSES, 0L);
        return new Timeline.Tick(phase, at, new NodeStats(counts, 0, 0, latencies));
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<String> points(Document document, String id) {
        NodeList lines = document.getElementsByTagName("polyline");
        for (int i = 0; i < lines.getLength(); i++) {
            Element line = (Element) lines.item(i);
            if (line.getAttribute("id").equals(id)) {
                String points = line.getAttribute("points");
                return points.isEmpty() ? List.of() : List.of(points.split(" "));
            }
        }
        throw new AssertionError("there is no line " + id);
    }

    @Test
    void svg_ofARun_holdsEverySeriesOfEachPhase() throws Exception {
        List<Timeline.Tick> ticks = new ArrayList<>();
        for (int second = 1; second <= 3; second++) {
            ticks.add(tick(Phase.UNCACHED, second, 400_000));
        }
        for (int second = 4; second <= 10; second++) {
            ticks.add(tick(Phase.CACHED, second, 1_500));
        }
        Document document = parse(new Picture(ticks).svg());
        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(points(document, "uncached-p50")).hasSize(3);
        assertThat(points(document, "uncached-p99")).hasSize(3);
        assertThat(points(document, "cached-p50")).hasSize(7);
        assertThat(points(document, "cached-p99")).hasSize(7);
        assertThat(points(document, "cached-l1")).hasSize(7);
        assertThat(points(document, "cached-l2")).hasSize(7);
    }

    @Test
    void svg_quickerRequests_areDrawnLower() throws Exception {
        Document document =
                parse(new Picture(List.of(tick(Phase.UNCACHED, 1, 400_000), tick(Phase.CACHED, 2, 1_500))).svg());
        assertThat(y(points(document, "cached-p50"))).isGreaterThan(y(points(document, "uncached-p50")));
        assertThat(y(points(document, "cached-l1"))).isGreaterThan(y(points(document, "cached-l2")));
    }

    private static double y(List<String> points) {
        return Double.parseDouble(points.get(0).split(",")[1]);
    }

    @Test
    void svg_ofNothing_isWellFormed() throws Exception {
        Document document = parse(new Picture(List.of()).svg());
        assertThat(points(document, "cached-p50")).isEmpty();
    }
}
