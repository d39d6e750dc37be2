#include "plan/chance.h"
#include "plan/random.h"

/* Quantiles (512 + i + 1/2) / 1024 of the normal distribution, in 4096ths: the lower half is the mirror. */
static const int16_t upper_half[512] = {
    5,    15,    25,    35,    45,    55,    65,    75,    85,   95,   105,  115,  125,  135,  145,  155,  165,  176,
    186,  196,   206,   216,   226,   236,   246,   256,   266,  276,  286,  296,  306,  316,  326,  336,  346,  356,
    366,  377,   387,   397,   407,   417,   427,   437,   447,  457,  467,  477,  487,  498,  508,  518,  528,  538,
    548,  558,   568,   578,   589,   599,   609,   619,   629,  639,  649,  660,  670,  680,  690,  700,  710,  721,
    731,  741,   751,   761,   772,   782,   792,   802,   812,  823,  833,  843,  853,  864,  874,  884,  894,  905,
    915,  925,   936,   946,   956,   966,   977,   987,   997,  1008, 1018, 1028, 1039, 1049, 1059, 1070, 1080, 1091,
    1101, 1111,  1122,  1132,  1143,  1153,  1163,  1174,  1184, 1195, 1205, 1216, 1226, 1237, 1247, 1258, 1268, 1279,
    1289, 1300,  1310,  1321,  1332,  1342,  1353,  1363,  1374, 1385, 1395, 1406, 1416, 1427, 1438, 1448, 1459, 1470,
    1480, 1491,  1502,  1513,  1523,  1534,  1545,  1556,  1566, 1577, 1588, 1599, 1610, 1620, 1631, 1642, 1653, 1664,
    1675, 1686,  1697,  1708,  1719,  1729,  1740,  1751,  1762, 1773, 1784, 1795, 1807, 1818, 1829, 1840, 1851, 1862,
    1873, 1884,  1895,  1907,  1918,  1929,  1940,  1951,  1963, 1974, 1985, 1996, 2008, 2019, 2030, 2042, 2053, 2064,
    2076, 2087,  2099,  2110,  2122,  2133,  2144,  2156,  2168, 2179, 2191, 2202, 2214, 2225, 2237, 2249, 2260, 2272,
    2284, 2295,  2307,  2319,  2331,  2343,  2354,  2366,  2378, 2390, 2402, 2414, 2426, 2438, 2450, 2462, 2474, 2486,
    2498, 2510,  2522,  2534,  2546,  2558,  2571,  2583,  2595, 2607, 2620, 2632, 2644, 2657, 2669, 2681, 2694, 2706,
    2719, 2731,  2744,  2756,  2769,  2782,  2794,  2807,  2820, 2832, 2845, 2858, 2871, 2884, 2896, 2909, 2922, 2935,
    2948, 2961,  2974,  2987,  3000,  3013,  3027,  3040,  3053, 3066, 3080, 3093, 3106, 3120, 3133, 3146, 3160, 3173,
    3187, 3201,  3214,  3228,  3242,  3255,  3269,  3283,  3297, 3311, 3325, 3338, 3352, 3367, 3381, 3395, 3409, 3423,
    3437, 3452,  3466,  3480,  3495,  3509,  3524,  3538,  3553, 3567, 3582, 3597, 3612, 3626, 3641, 3656, 3671, 3686,
    3701, 3716,  3731,  3747,  3762,  3777,  3793,  3808,  3823, 3839, 3855, 3870, 3886, 3902, 3917, 3933, 3949, 3965,
    3981, 3997,  4014,  4030,  4046,  4062,  4079,  4095,  4112, 4129, 4145, 4162, 4179, 4196, 4213, 4230, 4247, 4264,
    4281, 4299,  4316,  4334,  4351,  4369,  4387,  4405,  4422, 4440, 4459, 4477, 4495, 4513, 4532, 4550, 4569, 4588,
    4607, 4625,  4644,  4664,  4683,  4702,  4722,  4741,  4761, 4781, 4800, 4820, 4840, 4861, 4881, 4901, 4922, 4943,
    4964, 4985,  5006,  5027,  5048,  5070,  5091,  5113,  5135, 5157, 5179, 5202, 5224, 5247, 5270, 5293, 5316, 5339,
    5363, 5387,  5411,  5435,  5459,  5483,  5508,  5533,  5558, 5583, 5609, 5634, 5660, 5687, 5713, 5740, 5766, 5794,
    5821, 5849,  5877,  5905,  5933,  5962,  5991,  6021,  6050, 6080, 6111, 6141, 6172, 6204, 6235, 6268, 6300, 6333,
    6366, 6400,  6434,  6469,  6504,  6540,  6576,  6612,  6650, 6687, 6726, 6765, 6804, 6844, 6885, 6927, 6969, 7012,
    7056, 7100,  7146,  7192,  7240,  7288,  7337,  7388,  7439, 7492, 7546, 7602, 7658, 7717, 7777, 7838, 7902, 7967,
    8035, 8105,  8177,  8252,  8330,  8411,  8495,  8583,  8675, 8772, 8874, 8982, 9096, 9218, 9349, 9490, 9643, 9812,
    9998, 10208, 10449, 10732, 11079, 11529, 12186, 13505,
};

/* 2^(i / 128), in 65536ths. */
static const uint32_t octave[128] = {
    65536,  65892,  66250,  66609,  66971,  67335,  67700,  68068,  68438,  68809,  69183,  69558,  69936,
    70316,  70698,  71082,  71468,  71856,  72246,  72638,  73032,  73429,  73828,  74229,  74632,  75037,
    75444,  75854,  76266,  76680,  77096,  77515,  77936,  78359,  78785,  79212,  79642,  80075,  80510,
    80947,  81386,  81828,  82273,  82719,  83169,  83620,  84074,  84531,  84990,  85451,  85915,  86382,
    86851,  87322,  87796,  88273,  88752,  89234,  89719,  90206,  90696,  91188,  91684,  92181,  92682,
    93185,  93691,  94200,  94711,  95226,  95743,  96263,  96785,  97311,  97839,  98370,  98905,  99442,
    99982,  100524, 101070, 101619, 102171, 102726, 103283, 103844, 104408, 104975, 105545, 106118, 106694,
    107274, 107856, 108442, 109031, 109623, 110218, 110816, 111418, 112023, 112631, 113243, 113858, 114476,
    115098, 115723, 116351, 116983, 117618, 118257, 118899, 119544, 120194, 120846, 121502, 122162, 122825,
    123492, 124163, 124837, 125515, 126197, 126882, 127571, 128263, 128960, 129660, 130364,
};

#define OCTAVES 8 /* either way; a factor of 256 */

struct plan_dice plan_dice_make(struct plan_memory *m, int32_t correlation)
{
    int16_t *normal = plan_raw(m, sizeof *normal * 1024);
    uint32_t *factor = plan_raw(m, sizeof *factor * 2 * OCTAVES * 128);
    for (int i = 0; i < 512; i++) {
        normal[512 + i] = upper_half[i];
        normal[511 - i] = (int16_t)-upper_half[i];
    }
    for (int i = 0; i < 2 * OCTAVES * 128; i++) {
        int shift = i / 128 - OCTAVES;
        factor[i] = shift < 0 ? octave[i % 128] >> -shift : octave[i % 128] << shift;
    }
    uint64_t whole = UINT64_C(4096) * 4096 / 100;
    return (struct plan_dice){normal, factor, (int32_t)plan_root(whole * (uint64_t)correlation),
                              (int32_t)plan_root(whole * (uint64_t)(100 - correlation))};
}

uint32_t plan_root(uint64_t x)
{
    uint64_t root = 0;
    for (uint64_t bit = UINT64_C(1) << 31; bit != 0; bit >>= 1)
        if ((root | bit) * (root | bit) <= x)
            root |= bit;
    return (uint32_t)root;
}

/* log2(a / b) in 2048ths, a >= b > 0: digit by digit, by squaring. */
static int32_t log2_2048(uint32_t a, uint32_t b)
{
    uint64_t x = ((uint64_t)a << 31) / b;
    int32_t top = 63 - __builtin_clzll(x) - 31, digits = 0;
    x >>= top;
    for (int i = 0; i < 11; i++) {
        x = x * x >> 31;
        digits = digits * 2 + (x >> 32 != 0);
        x >>= x >> 32 != 0;
    }
    return top * 2048 + digits;
}

/* P80 of a normal distribution is 0.841621: deviations from a distance to it, and from one between P20 and P80. */
#define OF_HALF(distance)  ((int32_t)((int64_t)(distance)*77869 >> 16))
#define OF_RANGE(distance) ((int32_t)((int64_t)(distance)*38934 >> 16))

struct plan_work plan_work_of(const struct plan_task *t, const struct plan_settings *s)
{
    struct plan_work w = {.median = (int64_t)t->likely * 256};
    uint32_t low = t->low > 0 ? (uint32_t)t->low : 1, likely = (uint32_t)t->likely, high = (uint32_t)t->high;
    if (likely == 0)
        return w;
    if (low < likely && likely < high) {
        w.median = plan_root((uint64_t)low * high << 16);
        w.deviation = OF_RANGE(log2_2048(high, low));
    } else if (likely < high) {
        w.deviation = OF_HALF(log2_2048(high, likely));
    } else if (low < likely) {
        w.deviation = OF_HALF(log2_2048(likely, low));
    } else {
        w.deviation = OF_HALF(log2_2048((uint32_t)(100 + s->spread), 100));
    }
    w.deviation = w.deviation < PLAN_DEVIATION_MOST ? w.deviation : PLAN_DEVIATION_MOST;
    w.median = t->bias > 0 ? w.median * t->bias / 1000 : w.median;
    return w;
}

void plan_normals(const struct plan_dice *d, uint64_t seed, uint64_t key, uint32_t trial, int32_t *ret)
{
    uint64_t stream = plan_mix2(seed, key);
    for (uint32_t i = 0; i < PLAN_LANES; i += 4) { /* four numbers of sixteen bits, of which the upper ten */
        uint64_t x = plan_mix(stream + (trial + i) / 4 * UINT64_C(0x9e3779b97f4a7c15));
        for (uint32_t k = 0; k < 4; k++)
            ret[i + k] = d->normal[x >> (16 * k + 6) & 1023];
    }
}

void plan_works(const struct plan_dice *d, const struct plan_work *w, const int32_t *together, const int32_t *own,
                int32_t *ret)
{
    if (w->deviation == 0) {
        int32_t x = plan_rounded(w->median);
        for (uint32_t i = 0; i < PLAN_LANES; i++)
            ret[i] = x;
        return;
    }
    for (uint32_t i = 0; i < PLAN_LANES; i++) {
        int32_t z = (d->together * together[i] + d->own * own[i]) / 4096;
        int32_t at = (w->deviation * z + (1 << 27) + (1 << 15)) >> 16; /* 128ths of an octave, and 2048 */
        at -= 2048 - OCTAVES * 128;
        at = at < 0 ? 0 : at < 2 * OCTAVES * 128 ? at : 2 * OCTAVES * 128 - 1;
        ret[i] = plan_rounded((int64_t)((uint64_t)w->median * d->factor[at] >> 16));
    }
}
