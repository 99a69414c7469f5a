// The measures of the panel in CSS pixels, in one place.
#pragma once

namespace ringback::ui::measures {

inline constexpr float kMargin = 16;
inline constexpr float kHeaderHeight = 64;  // where the title needs no more
inline constexpr float kHeaderPadding = 10;
inline constexpr float kIconSize = 36;
inline constexpr float kIconGap = 12;
inline constexpr float kTargetSize = 44;  // WCAG 2.5.5 asks 44; 2.5.8 (AA) asks 24

inline constexpr float kBubbleShare = 0.84f;  // of the width between the margins
inline constexpr float kBubblePaddingX = 14;
inline constexpr float kBubblePaddingY = 9;
inline constexpr float kBubbleMinimumWidth = 40;
inline constexpr float kGapInGroup = 4;
inline constexpr float kGapBetweenGroups = 14;
inline constexpr float kTypingWidth = 58;
inline constexpr float kTypingHeight = 39;

inline constexpr float kComposerPaddingTop = 12;
inline constexpr float kComposerPaddingBottom = 16;
inline constexpr float kComposerGap = 10;
inline constexpr float kFieldHeight = 50;
inline constexpr float kFieldRadius = 14;
inline constexpr float kCountryWidth = 84;
inline constexpr float kButtonHeight = 48;
inline constexpr float kLinkHeight = 36;
inline constexpr float kLinkPadding = 8;
inline constexpr float kChipHeight = 44;
inline constexpr float kChipRadius = kChipHeight / 2;  // also of a higher one, whose words a half circle would cut
inline constexpr float kChipPadding = 18;
inline constexpr float kChipGap = 8;
inline constexpr float kCodeBoxHeight = 56;
inline constexpr float kCodeBoxMaximumWidth = 52;
inline constexpr float kCodeBoxGap = 8;

// "Verified": a pill around a badge and the word.
inline constexpr float kBadgeSize = 20;
inline constexpr float kBadgeInset = 10;  // from the pill's edges
inline constexpr float kBadgeGap = 8;
inline constexpr float kPillHeight = 40;
inline constexpr float kPillPaddingEnd = 16;

}  // namespace ringback::ui::measures
