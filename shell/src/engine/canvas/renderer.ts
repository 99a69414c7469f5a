// Draws Dear ImGui's lists with WebGL 2: one program, premultiplied colours, a texture a number. The dozen calls that
// it takes, and nothing read back.

const vertexBytes = 20; // ImDrawVert: position 2 × float, texture 2 × float, colour 4 × byte

const vertexShader = `#version 300 es
uniform vec2 size;
in vec2 position;
in vec2 place;
in vec4 colour;
out vec2 uv;
out vec4 tint;
void main() {
  uv = place;
  tint = vec4(colour.rgb * colour.a, colour.a);
  gl_Position = vec4(position / size * vec2(2, -2) + vec2(-1, 1), 0, 1);
}`;

const fragmentShader = `#version 300 es
precision mediump float;
uniform sampler2D image;
in vec2 uv;
in vec4 tint;
out vec4 colour;
void main() { colour = tint * texture(image, uv); }`;

export class Renderer {
  private gl: WebGL2RenderingContext;
  private textures = new Map<number, WebGLTexture>();
  private size: WebGLUniformLocation | null = null;

  private constructor(private readonly canvas: HTMLCanvasElement, gl: WebGL2RenderingContext) {
    this.gl = gl;
    this.prepare();
  }

  /** Null where WebGL 2 is missing or refused. */
  static create(canvas: HTMLCanvasElement): Renderer | null {
    const gl = canvas.getContext("webgl2", {
      alpha: false, antialias: false, depth: false, stencil: false, powerPreference: "low-power",
    });
    return gl && !gl.isContextLost() ? new Renderer(canvas, gl) : null;
  }

  /** Also after a lost context came back. */
  prepare(): void {
    const { gl } = this;
    this.textures.clear();
    const program = gl.createProgram()!;
    for (const [type, source] of [[gl.VERTEX_SHADER, vertexShader], [gl.FRAGMENT_SHADER, fragmentShader]] as const) {
      const shader = gl.createShader(type)!;
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    ["position", "place", "colour"].forEach((name, index) => gl.bindAttribLocation(program, index, name));
    gl.linkProgram(program);
    gl.useProgram(program);
    this.size = gl.getUniformLocation(program, "size");
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
    for (const index of [0, 1, 2]) gl.enableVertexAttribArray(index);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, vertexBytes, 0);
    gl.vertexAttribPointer(1, 2, gl.FLOAT, false, vertexBytes, 8);
    gl.vertexAttribPointer(2, 4, gl.UNSIGNED_BYTE, true, vertexBytes, 16);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.enable(gl.SCISSOR_TEST);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
  }

  /** `coverage`: one byte a pixel, white with that opacity. */
  createTexture(id: number, width: number, height: number, coverage: Uint8Array): void {
    const { gl } = this;
    const texture = gl.createTexture();
    this.textures.set(id, texture);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, width, height);
    // Only the first rows hold anything: the engine's white dot.
    let last = coverage.length - 1;
    while (last >= 0 && coverage[last] === 0) --last;
    const rows = Math.ceil((last + 1) / width);
    if (rows) this.updateTexture(id, 0, 0, width, rows, width, coverage);
  }

  updateTexture(id: number, x: number, y: number, width: number, height: number, pitch: number, coverage: Uint8Array): void {
    const { gl } = this;
    const pixels = new Uint32Array(width * height); // a pixel each: four times the same byte
    for (let row = 0; row < height; ++row) {
      for (let column = 0; column < width; ++column) {
        pixels[row * width + column] = coverage[row * pitch + column]! * 0x01010101;
      }
    }
    gl.bindTexture(gl.TEXTURE_2D, this.textures.get(id) ?? null);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, x, y, width, height, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(pixels.buffer));
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
  }

  /** The top left corner of `source` into the texture. */
  paintTexture(id: number, x: number, y: number, width: number, height: number, source: HTMLCanvasElement): void {
    const { gl } = this;
    gl.bindTexture(gl.TEXTURE_2D, this.textures.get(id) ?? null);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, x, y, width, height, gl.RGBA, gl.UNSIGNED_BYTE, source);
  }

  destroyTexture(id: number): void {
    this.gl.deleteTexture(this.textures.get(id) ?? null);
    this.textures.delete(id);
  }

  beginFrame(width: number, height: number, pixelRatio: number): void {
    const { gl, canvas } = this;
    const deviceWidth = Math.round(width * pixelRatio);
    const deviceHeight = Math.round(height * pixelRatio);
    if (canvas.width !== deviceWidth || canvas.height !== deviceHeight) {
      canvas.width = deviceWidth;
      canvas.height = deviceHeight;
    }
    gl.viewport(0, 0, deviceWidth, deviceHeight);
    gl.scissor(0, 0, deviceWidth, deviceHeight);
    gl.clearColor(0, 0, 0, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.uniform2f(this.size, width, height);
  }

  drawList(vertices: Uint8Array, indices: Uint8Array): void {
    const { gl } = this;
    gl.bufferData(gl.ARRAY_BUFFER, vertices, gl.STREAM_DRAW);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, indices, gl.STREAM_DRAW);
  }

  /** The clip box in device pixels from the top left corner; the offset in indices. */
  drawCommand(texture: number, count: number, offset: number, left: number, top: number, right: number, bottom: number): void {
    const { gl, canvas } = this;
    const x = Math.max(Math.round(left), 0);
    const y = Math.max(Math.round(top), 0);
    const width = Math.min(Math.round(right), canvas.width) - x;
    const height = Math.min(Math.round(bottom), canvas.height) - y;
    if (width <= 0 || height <= 0) return;
    gl.scissor(x, canvas.height - y - height, width, height);
    gl.bindTexture(gl.TEXTURE_2D, this.textures.get(texture) ?? null);
    gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_SHORT, offset * 2);
  }

  /** A page has about sixteen contexts: give this one back. */
  remove(): void {
    this.gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}
