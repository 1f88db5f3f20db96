package io.twofold.internal.spec;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names by how near they are. */
public final class Names {
    private Names() {}

    /** The candidates, the one with the fewest edits to the name first. */
    public static List<String> nearest(String name, List<String> candidates) {
        return candidates.stream()
                .sorted(Comparator.comparingInt(
                        candidate -> edits(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT))))
                .toList();
    }

    /** Levenshtein's distance. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
