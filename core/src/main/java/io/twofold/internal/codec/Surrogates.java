package io.twofold.internal.codec;

import io.twofold.spi.CodecException;

/** Keeps strings that are not well-formed UTF-16 apart, which UTF-8 would make the same. */
final class Surrogates {
    private Surrogates() {}

    static String escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\' || isAlone(text, i)) {
                return escapeFrom(text, i);
            }
        }
        return text;
    }

    private static String escapeFrom(String text, int from) {
        StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, from);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                escaped.append("\\\\");
            } else if (isAlone(text, i)) {
                escaped.append('\\').append(Integer.toHexString(c)); // always four digits: d800 to dfff
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static boolean isAlone(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c != '\\') {
                plain.append(c);
            } else if (text.startsWith("\\", i)) {
                plain.append('\\');
                i++;
            } else {
                plain.append(surrogate(text, i));
                i += 4;
            }
        }
        return plain.toString();
    }

    private static char surrogate(String text, int from) {
        try {
            char c = (char) Integer.parseInt(text, from, from + 4, 16);
            if (Character.isSurrogate(c)) {
                return c;
            }
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new CodecException("not the identity of a key", e);
        }
        throw new CodecException("not the identity of a key");
    }
}
