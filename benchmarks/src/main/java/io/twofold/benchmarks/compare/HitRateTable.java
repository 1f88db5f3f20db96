package io.twofold.benchmarks.compare;

import io.twofold.benchmarks.plot.Plot.Dot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Hit rates of many traces and sizes in few lines: a line for each trace, a column for each size. */
final class HitRateTable {
    private static final String ROOM = ", room for ";

    private final List<Cell> cells = new ArrayList<>();

    /** One trace at one size: Caffeine's rate, and by how much Twofold's is better at least and at most. */
    private record Cell(String trace, String room, double caffeine, double worst, double best) {}

    HitRateTable(List<Row> rows) {
        for (String group : rows.stream().map(Row::group).distinct().toList()) {
            List<Row> ofGroup =
                    rows.stream().filter(row -> row.group().equals(group)).toList();
            double caffeine = ofGroup.get(0).value();
            double[] more = ofGroup.stream()
                    .skip(1)
                    .mapToDouble(row -> row.value() - caffeine)
                    .sorted()
                    .toArray();
            String trace = group.substring(group.indexOf(": ") + 2, group.lastIndexOf(ROOM));
            String room = group.substring(group.lastIndexOf(ROOM) + ROOM.length());
            cells.add(new Cell(trace, room, caffeine, more[0], more[more.length - 1]));
        }
    }

    List<String> lines() {
        List<String> rooms = cells.stream().map(Cell::room).distinct().toList();
        List<String> lines = new ArrayList<>();
        lines.add("| Trace | room for " + String.join(" | ", rooms) + " |");
        lines.add("|---|" + "---|".repeat(rooms.size()));
        for (String trace : cells.stream().map(Cell::trace).distinct().toList()) {
            StringBuilder line = new StringBuilder("| ").append(trace).append(" |");
            for (String room : rooms) {
                line.append(' ')
                        .append(cells.stream()
                                .filter(cell -> cell.trace.equals(trace) && cell.room.equals(room))
                                .map(HitRateTable::words)
                                .findFirst()
                                .orElse(""))
                        .append(" |");
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static String words(Cell cell) {
        return String.format(Locale.ROOT, "%.1f %%; %+.2f to %+.2f", cell.caffeine, cell.worst, cell.best);
    }

    List<Dot> dots() {
        return cells.stream()
                .map(cell -> new Dot(
                        cell.trace, "room for " + cell.room, cell.worst, (cell.worst + cell.best) / 2, cell.best))
                .toList();
    }
}
