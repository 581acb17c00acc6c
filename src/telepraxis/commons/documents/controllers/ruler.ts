/** A ruler over a picture: two clicks mark a known distance, two more what is to be measured. The server writes it down. */
interface Point {
  x: number;
  y: number;
}

const SVG = "http://www.w3.org/2000/svg";

/** The length of the wanted line, when the known one is so many millimetres. */
export function lengthBy(points: Point[], knownMm: number): number | null {
  if (points.length < 4 || !(knownMm > 0)) return null;
  const distance = (from: number) => Math.hypot(points[from + 1]!.x - points[from]!.x, points[from + 1]!.y - points[from]!.y);
  return distance(0) > 0 ? (distance(2) / distance(0)) * knownMm : null;
}

export default function ruler(root: HTMLElement): () => void {
  const part = <T extends Element>(name: string) => root.querySelector<T>(`[data-part=${name}]`)!;
  const picture = part<HTMLImageElement>("picture");
  const marks = part<SVGSVGElement>("marks");
  const known = root.querySelector<HTMLInputElement>("#known-mm")!;
  let points: Point[] = [];

  const drawLine = (from: Point, to: Point, name: string) => {
    const line = document.createElementNS(SVG, "line");
    for (const [key, value] of Object.entries({ x1: from.x, y1: from.y, x2: to.x, y2: to.y })) line.setAttribute(key, String(value));
    line.dataset["line"] = name;
    marks.append(line);
  };
  const drawPoint = ({ x, y }: Point) => {
    const circle = document.createElementNS(SVG, "circle");
    const radius = picture.naturalWidth / 150;
    for (const [key, value] of Object.entries({ cx: x, cy: y, r: radius })) circle.setAttribute(key, String(value));
    marks.append(circle);
  };
  const written = (from: number) => points.slice(from, from + 2).flatMap(({ x, y }) => [x.toFixed(1), y.toFixed(1)]).join(",");

  const show = () => {
    marks.setAttribute("viewBox", `0 0 ${picture.naturalWidth} ${picture.naturalHeight}`);
    marks.replaceChildren();
    if (points.length > 1) drawLine(points[0]!, points[1]!, "known");
    if (points.length > 3) drawLine(points[2]!, points[3]!, "wanted");
    points.forEach(drawPoint);
    const says = points.length < 2 ? "first" : points.length < 4 ? "second" : "done";
    part<HTMLElement>("says").textContent = root.dataset[says] ?? "";
    const length = lengthBy(points, Number(known.value.replace(",", ".")));
    part<HTMLElement>("length").textContent = length === null ? "" : (root.dataset["about"] ?? "").replace("{mm}", length.toFixed(1));
    part<HTMLButtonElement>("write").disabled = length === null;
    part<HTMLInputElement>("known").value = points.length > 1 ? written(0) : "";
    part<HTMLInputElement>("wanted").value = points.length > 3 ? written(2) : "";
  };
  const click = (event: MouseEvent) => {
    if (points.length > 3) return;
    const box = picture.getBoundingClientRect();
    const scale = picture.naturalWidth / box.width;
    points = [...points, { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale }];
    show();
  };
  const again = () => {
    points = [];
    show();
  };

  picture.addEventListener("click", click);
  known.addEventListener("input", show);
  part("again").addEventListener("click", again);
  return () => picture.removeEventListener("click", click);
}
